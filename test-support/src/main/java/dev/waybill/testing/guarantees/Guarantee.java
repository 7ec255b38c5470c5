package dev.waybill.testing.guarantees;

import java.util.List;

/**
 * A promise of Waybill as an object: it is shown what a running system does, from outside, and is
 * asked at the end. For one thread.
 */
public interface Guarantee {
  /** What is promised, with its number: {@code "G2 one ending"}. */
  String name();

  /** Takes notice; what does not concern the promise is passed over. In any order across kinds. */
  void observe(Observation seen);

  /** Each breach in words, with what is needed to look into it; empty if the promise was kept. */
  List<String> violations();
}
