"""What we know: questions, answers, routes, facts. Nothing here knows that a chat exists."""
