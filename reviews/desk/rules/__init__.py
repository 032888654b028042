"""House rules as editors keep them: listed with what they find, tried out, looked at again."""
