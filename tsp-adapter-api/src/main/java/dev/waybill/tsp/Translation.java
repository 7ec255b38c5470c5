package dev.waybill.tsp;

import dev.waybill.schemas.Problem.FieldError;
import java.util.List;

/** What became of a request in translation. */
public sealed interface Translation {

  /**
   * It can be sent.
   *
   * @param warnings what gets lost or changed on the way, one sentence each
   */
  record Translated(TranslatedRequest request, List<String> warnings) implements Translation {
    /** Copies the list. */
    public Translated {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The TSP cannot be asked this.
   *
   * @param problems all of them; the pointers are into the payload
   */
  record Untranslatable(List<FieldError> problems) implements Translation {
    /** Copies the list and refuses an empty one. */
    public Untranslatable {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("say at least one problem");
      }
    }
  }
}
