"""What tokens cost, by the maintained list of genai-prices where it is installed; an unknown price is None, never 0."""

from dataclasses import replace

from podium.plan.events import Usage
from podium.runners.optional import installed, load


def priced(usage: Usage, *, model: str, provider: str = "") -> Usage:
    """The usage with its price where the vendor gave none and the list knows the model; else as it was."""
    if usage.usd is not None or usage.tokens_in is None or usage.tokens_out is None or not model:
        return usage
    if not installed("genai_prices"):
        return usage
    library = load("genai_prices", extra="model")
    tokens = library.Usage(input_tokens=usage.tokens_in, output_tokens=usage.tokens_out)
    try:
        price = library.calc_price(tokens, model_ref=model, provider_id=provider or None)
    except LookupError:
        return usage
    return replace(usage, usd=float(price.total_price), basis="priced")
