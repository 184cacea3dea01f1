"""Nothing heavy is imported until it is asked for: `import assistant` loads no SDK, no Chroma, no LangChain."""
