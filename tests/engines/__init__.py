"""The core walks, each written once and walked in Chromium, Firefox and WebKit: `make test-browsers`."""
