"""The report's pages, a module for each topic: `pages(source)` reads its marts and yields them."""
