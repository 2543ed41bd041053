"""Recipe of the specialist for endpoints: module, controller, service and DTOs of one resource."""
