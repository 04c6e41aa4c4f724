"""bks: find, decode and contain AWS API keys and the phantom users behind them."""

__version__ = "0.1.0"
