"""All that an adapter may call: understand, plan, run, verify, look, take back."""
