"""The sample papers of two police forces that do not exist, and what typesets them. No part of the product."""
