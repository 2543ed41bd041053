"""Recipe of the documentation architect: OpenAPI decorators and the README's routes."""
