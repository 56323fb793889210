"""What charts share: the sheet, the style, places of texts and marks, words, symbols."""
