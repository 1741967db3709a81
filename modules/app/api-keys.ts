/** Third-party keys that the application reads from its environment, by the variable's name. */
export const apiKeyNames = [
  "OPENAI_API_KEY",
  "SPOTIFY_CLIENT_ID",
  "SPOTIFY_CLIENT_SECRET",
  "DEEPSEEK_API_KEY",
  "GEMINI_API_KEY",
  "GROK_API_KEY",
  "MISTRAL_API_KEY",
  "SUNO_API_KEY",
  "PEXELS_API_KEY",
  "PIXABAY_API_KEY",
  "TELEGRAM_BOT_TOKEN",
  "TELEGRAM_CHAT_ID",
] as const;
