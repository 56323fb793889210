"""What charts share: style, places of texts and marks, words, symbols."""
