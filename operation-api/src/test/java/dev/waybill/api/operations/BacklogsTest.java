package dev.waybill.api.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.RetryPolicy;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BacklogsTest {
  private static final UUID DEMO = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();

  private final Backlogs backlogs = new Backlogs(3, 5);
  private final Connection connection = connection(DEMO, 10);

  @Test
  void refusesWhatIsMoreThanAConnectionMayHave() {
    accept(connection, 3);
    assertThatThrownBy(() -> backlogs.take(connection))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ProblemCode.BACKLOG_FULL);
              assertThat(e.headers()).containsEntry("Retry-After", "1");
              assertThat(e.detail()).contains("3 operations wait on this connection");
            });
  }

  @Test
  void believesTheSchedulerAndCountsWhatWasAcceptedSince() {
    accept(connection, 3);
    backlogs.told(connection.id(), DEMO, 2);
    accept(connection, 1);
    assertFull(connection);
    backlogs.told(connection.id(), DEMO, 0);
    accept(connection, 3);
  }

  @Test
  void refusesWhatIsMoreThanAPartnerMayHave() {
    Connection second = connection(DEMO, 10);
    accept(connection, 3);
    accept(second, 2);
    assertFull(second);
    accept(connection(OTHER, 10), 3);
    backlogs.told(connection.id(), DEMO, 0);
    accept(second, 1);
    assertThat(backlogs.ofPartner(DEMO)).isEqualTo(3);
  }

  @Test
  void countsForItsPartnerWhatWasToldBeforeThePartnerWasKnown() {
    backlogs.told(connection.id(), null, 2);
    assertThat(backlogs.ofPartner(DEMO)).isZero();
    accept(connection, 1);
    assertThat(backlogs.ofPartner(DEMO)).isEqualTo(3);
    backlogs.told(connection.id(), null, 1);
    assertThat(backlogs.ofPartner(DEMO)).isEqualTo(1);
  }

  @Test
  void givesBackThePlaceOfWhatWasNotAccepted() {
    accept(connection, 3);
    backlogs.giveBack(connection);
    accept(connection, 1);
    assertFull(connection);
    backlogs.told(connection.id(), DEMO, 0);
    backlogs.giveBack(connection);
    assertThat(backlogs.ofPartner(DEMO)).isZero();
  }

  @Test
  void asksForARetryWhenThereIsRoomForAHundredth() {
    Backlogs large = new Backlogs(10_000, 10_000);
    Connection slow = connection(DEMO, 2);
    large.told(slow.id(), DEMO, 10_000);
    assertThatThrownBy(() -> large.take(slow))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.headers()).containsEntry("Retry-After", "50"));
  }

  private void assertFull(Connection one) {
    assertThatThrownBy(() -> backlogs.take(one)).isInstanceOf(RefusedException.class);
  }

  private void accept(Connection one, int operations) {
    for (int i = 0; i < operations; i++) {
      backlogs.take(one);
    }
  }

  private static Connection connection(UUID partnerId, double requestsPerSecond) {
    return new Connection(
        UUID.randomUUID(),
        partnerId,
        null,
        "simulator",
        null,
        Json.mapper().createObjectNode(),
        null,
        new ConnectionLimits(requestsPerSecond, 10, 4),
        RetryPolicy.DEFAULT,
        30_000,
        Ordering.PER_RESOURCE,
        null,
        ConnectionStatus.ACTIVE,
        null,
        1,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
