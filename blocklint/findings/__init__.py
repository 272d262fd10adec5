"""Plain results: what the rules say goes in, findings that any renderer can print come out."""
