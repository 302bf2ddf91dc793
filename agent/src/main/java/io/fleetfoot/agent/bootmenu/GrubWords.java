package io.fleetfoot.agent.bootmenu;

import java.util.ArrayList;
import java.util.List;

/** The words of one line of GRUB's script, quotes taken away: GRUB manual, "Quoting". */
final class GrubWords {
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;

  private GrubWords() {}

  /** Returns the words; none of a comment. */
  static List<String> of(String line) {
    GrubWords reader = new GrubWords();
    reader.read(line);
    return List.copyOf(reader.words);
  }

  private void read(String line) {
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean escapes = c == '\\' && quote != '\'' && i + 1 < line.length();
      if (escapes) {
        add(line.charAt(++i));
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote != 0) {
        add(c);
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        end();
      } else if (c == '#' && !inWord) {
        return;
      } else {
        add(c);
      }
    }
    end();
  }

  private void add(char c) {
    word.append(c);
    inWord = true;
  }

  private void end() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
