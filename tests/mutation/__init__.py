"""The rules of who may sign and publish, changed on trial in small ways: a test must fail each time."""
