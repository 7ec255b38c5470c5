package dev.waybill.api.view;

import java.net.URI;

/** Who answers for a partition. */
sealed interface Owner {
  /** This instance. */
  record Here() implements Owner {}

  /**
   * Another instance.
   *
   * @param address scheme, host and port
   */
  record There(URI address) implements Owner {}

  /** Nobody, as far as is known here: it is being moved, or its owner does not say where it is. */
  record Nobody() implements Owner {}
}
