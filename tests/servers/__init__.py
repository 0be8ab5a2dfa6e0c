"""Local servers that stand in for Telegram and Twilio: real HTTP, every call recorded and checked."""
