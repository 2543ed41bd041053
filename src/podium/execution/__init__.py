"""A plan is carried out: journal, inbox, lease, budget, attempts, merge queue, final check; durable over kills."""
