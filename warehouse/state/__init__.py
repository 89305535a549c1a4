"""What is kept beside a warehouse, and what is known of it."""
