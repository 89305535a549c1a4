"""What people see: terminals, and pictures of printed places."""
