package dev.waybill.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of text, each column as wide as its widest cell. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... headings) {
    rows.add(List.of(headings));
  }

  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Headings, a rule and the rows. */
  public List<String> lines() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < columns; i++) {
        line.append(String.format(Locale.ROOT, " %-" + widths[i] + "s ", row.get(i)));
      }
      lines.add(line.toString().stripTrailing());
    }
    StringBuilder rule = new StringBuilder(" ");
    for (int width : widths) {
      rule.append(' ').append("-".repeat(width)).append(' ');
    }
    lines.add(1, rule.toString().stripTrailing());
    return lines;
  }
}
