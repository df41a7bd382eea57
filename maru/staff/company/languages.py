LANGUAGES = [("ko", "한국어"), ("en", "English")]
