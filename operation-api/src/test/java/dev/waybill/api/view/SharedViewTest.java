package dev.waybill.api.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.OperationIds;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class SharedViewTest {
  private static final int PARTITIONS = 4;
  private static final UUID PARTNER = UUID.randomUUID();
  private static final UUID CONNECTION = UUID.randomUUID();
  private static final int PARTITION = Partitions.of(CONNECTION, PARTITIONS);
  private static final Owner OTHER = new Owner.There(URI.create("http://other:1"));
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final UUID id = new OperationIds(() -> NOW, new Random()).next(PARTITION);
  private final Instance here = new Instance();
  private final Instance there = new Instance();
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void asksTheOwnerOfThePartitionThatAnIdNames() {
    there.holds = operation(id, OperationStatus.SUCCESS);
    SharedView view = view(p -> p == PARTITION ? OTHER : new Owner.Here(), Duration.ZERO);
    assertThat(view.find(PARTNER, id, null, Duration.ZERO)).isEqualTo(there.holds);
    assertThat(view.find(PARTNER, id, CONNECTION, Duration.ZERO)).isEqualTo(there.holds);
    assertThat(here.asked).isEmpty();
    assertThat(there.asked).allMatch(asked -> asked.equals(List.of(PARTITION)));
  }

  @Test
  void asksAllForTheIdOfAnotherProducer() {
    UUID foreign = UUID.fromString("c56a4180-65aa-42ec-a945-5fd21dec0538");
    there.holds = operation(foreign, OperationStatus.SUCCESS);
    SharedView view = view(p -> p % 2 == 0 ? new Owner.Here() : OTHER, Duration.ZERO);
    assertThat(view.find(PARTNER, foreign, null, Duration.ZERO)).isEqualTo(there.holds);
    assertThat(there.asked).containsExactly(List.of(1, 3));
  }

  @Test
  void saysThatSomethingIsMissingOnlyIfEveryOwnerDoes() {
    SharedView owned = view(p -> p == 0 ? OTHER : new Owner.Here(), Duration.ZERO);
    assertThatThrownBy(() -> owned.find(PARTNER, id, null, Duration.ZERO))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.code()).isEqualTo(ProblemCode.OPERATION_NOT_FOUND));
    SharedView moving = view(p -> p == 0 ? new Owner.Nobody() : new Owner.Here(), Duration.ZERO);
    UUID foreign = UUID.randomUUID();
    assertThatThrownBy(() -> moving.find(PARTNER, foreign, null, Duration.ZERO))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ProblemCode.VIEW_UNAVAILABLE);
              assertThat(e.headers()).containsEntry("Retry-After", "2");
            });
  }

  @Test
  void asksAgainWhileAPartIsBeingMoved() {
    there.holds = operation(id, OperationStatus.SUCCESS);
    SharedView view =
        view(p -> looks.incrementAndGet() < 3 ? new Owner.Nobody() : OTHER, Duration.ofSeconds(10));
    assertThat(view.find(PARTNER, id, CONNECTION, Duration.ZERO)).isEqualTo(there.holds);
    assertThat(looks).hasValue(3);
    assertThat(view.asked(PARTNER, id, CONNECTION, null)).isEmpty();
  }

  @Test
  void goesOnWaitingAtTheNextOwner() {
    here.moved = true;
    there.holds = operation(id, OperationStatus.SUCCESS);
    SharedView view =
        view(p -> looks.incrementAndGet() < 2 ? new Owner.Here() : OTHER, Duration.ZERO);
    assertThat(view.find(PARTNER, id, CONNECTION, Duration.ofSeconds(10))).isEqualTo(there.holds);
    assertThat(here.asked).hasSize(1);
  }

  @Test
  void waitsForNothingOnceItIsClosed() {
    SharedView view = view(p -> new Owner.Nobody(), Duration.ofMinutes(1));
    view.close();
    assertThatThrownBy(() -> view.find(PARTNER, id, CONNECTION, Duration.ofMinutes(1)))
        .isInstanceOf(RefusedException.class);
  }

  private SharedView view(IntFunction<Owner> owners, Duration patience) {
    return new SharedView(owners, here, address -> there, PARTITIONS, patience);
  }

  /** An instance that holds one operation at most. */
  private static final class Instance implements ViewParts {
    private final List<List<Integer>> asked = new ArrayList<>();
    private Operation holds;
    private boolean moved;

    @Override
    public Optional<Operation> find(Find question) {
      asked.add(question.partitions());
      if (moved) {
        throw ViewStores.unavailable();
      }
      return Optional.ofNullable(holds).filter(held -> held.id().equals(question.id()));
    }

    @Override
    public Optional<AskedOperation> asked(Asked question) {
      return Optional.empty();
    }

    @Override
    public ListPart list(Listing question) {
      throw new AssertionError("not asked for lists");
    }
  }

  private static Operation operation(UUID id, OperationStatus status) {
    return new Operation(
        id,
        PARTNER,
        CONNECTION,
        null,
        "simulator",
        Resource.VEHICLE,
        OperationType.CREATE,
        Json.mapper().createObjectNode(),
        null,
        null,
        status,
        NOW,
        NOW,
        null,
        List.of(),
        OperationState.of(Phase.DONE),
        null,
        0,
        1,
        null,
        null,
        null,
        false,
        Priority.NORMAL,
        List.of());
  }
}
