"""Recipe of the performance expert: a review of queries, lists, loops and caches that writes nothing."""
