"""What people and programs read: Markdown, JSON, Mermaid and HTML made from values, and nothing beyond them."""
