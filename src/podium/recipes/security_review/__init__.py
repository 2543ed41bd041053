"""Recipe of the security guardian: a review of new routes that writes nothing."""
