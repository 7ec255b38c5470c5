package dev.waybill.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Page;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationListsTest {
  private static final Instant DAY = Instant.parse("2026-11-22T00:00:00Z");
  private static final UUID PARTNER = UUID.randomUUID();
  private static final int PARTITIONS = 3;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<StoreInMemory> stores =
      Stream.generate(StoreInMemory::new).limit(PARTITIONS).toList();
  private final List<UUID> connections = Stream.generate(UUID::randomUUID).limit(5).toList();
  private final List<Operation> written = new ArrayList<>();

  @BeforeEach
  void write() {
    System.out.println("seed " + seed);
    IntStream.range(0, 60).forEach(i -> written.add(write(PARTNER, i)));
    IntStream.range(0, 60).forEach(i -> write(UUID.randomUUID(), i));
    written.sort(
        Comparator.comparing(Operation::createdAt)
            .thenComparing(o -> ViewKeys.ofPartner(PARTNER, o.createdAt(), o.id())));
  }

  @AfterEach
  void leavesNoIteratorOpen() {
    assertThat(stores).allSatisfy(store -> assertThat(store.open).isZero());
  }

  @Test
  void walksThroughAllPagesInOrderEachOperationOnceWhateverTheBudgetAndTheOwners() {
    for (boolean ascending : List.of(true, false)) {
      for (int budget : List.of(1, 3, 7, 1_000)) {
        List<Operation> expected = new ArrayList<>(written);
        if (!ascending) {
          Collections.reverse(expected);
        }
        ListQuery query = query(Optional.empty(), Optional.empty(), ascending);
        for (int instances : List.of(1, 2, 3)) {
          assertThat(walk(query, lists(budget, instances), 4)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void findsWhatARareFilterAsksForThroughShortPages() {
    Optional<OperationStatus> failed = Optional.of(OperationStatus.FAILED);
    ListQuery query = query(Optional.empty(), failed, true);
    assertThat(walk(query, 3, 10)).isEqualTo(only(query));
    ListQuery one = query(Optional.of(connections.getFirst()), failed, false);
    assertThat(walk(one, 2, 10)).isEqualTo(only(one).reversed());
    assertThat(walk(query, lists(3, 3), 10)).isEqualTo(only(query));
  }

  @Test
  void tellsApartWhatHasOneMark() {
    assertThat("Aa").hasSameHashCodeAs("BB");
    Operation wanted = write(PARTNER, 1, "Aa");
    write(PARTNER, 1, "BB");
    ListQuery all = query(Optional.empty(), Optional.empty(), true);
    ListQuery query =
        new ListQuery(
            PARTNER,
            all.connectionId(),
            all.resource(),
            all.operation(),
            all.status(),
            all.resourceId(),
            all.sourceId(),
            Optional.of("Aa"),
            all.fleetRefs(),
            all.from(),
            all.to(),
            true);
    assertThat(walk(query, 1_000, 10)).containsExactly(wanted);
  }

  @Test
  void comesBackToThePageBefore() {
    comesBackToThePageBefore(lists(1_000, 1));
    comesBackToThePageBefore(lists(1_000, 3));
  }

  private static void comesBackToThePageBefore(OperationLists lists) {
    ListQuery query = query(Optional.empty(), Optional.empty(), false);
    Page<Operation> first = page(lists, query, Optional.empty(), 10);
    Page<Operation> second = page(lists, query, Optional.ofNullable(first.nextPage()), 10);
    Page<Operation> back = page(lists, query, Optional.ofNullable(second.previousPage()), 10);
    assertThat(first.previousPage()).isNull();
    assertThat(back.items()).isEqualTo(first.items());
    assertThat(back.previousPage()).isNull();
    Page<Operation> forthAgain = page(lists, query, Optional.ofNullable(back.nextPage()), 10);
    assertThat(forthAgain.items()).isEqualTo(second.items());
  }

  @Test
  void endsAPageOnceItsTimeIsOverAndGoesOnFromThere() {
    OperationLists lists =
        new OperationLists(
            question ->
                new PlaceScan(
                        stores::get,
                        (row, query) -> Optional.of(row.json()),
                        new PlaceScan.Budget(1_000, 0, Duration.ZERO, Long.MAX_VALUE))
                    .walk(question),
            PARTITIONS);
    ListQuery query = query(Optional.empty(), Optional.empty(), true);
    assertThat(page(lists, query, Optional.empty(), 10).items()).hasSize(1);
    assertThat(walk(query, lists, 10)).isEqualTo(written);
  }

  @Test
  void endsAPageThatHasBecomeTooLargeAndGoesOnFromThere() {
    long three = 3L * written.stream().mapToInt(o -> Json.write(o).length).min().orElseThrow();
    ListQuery query = query(Optional.empty(), Optional.empty(), true);
    for (int instances : List.of(1, 3)) {
      OperationLists lists =
          lists(new PlaceScan.Budget(1_000, 0, Duration.ofMinutes(1), three), instances);
      assertThat(page(lists, query, Optional.empty(), 50).items()).hasSizeBetween(1, 3 * instances);
      assertThat(walk(query, lists, 50)).isEqualTo(written);
    }
  }

  @Test
  void pagesShowEachOperationThatWasThereOnceWhileOthersArrive() {
    for (boolean ascending : List.of(true, false)) {
      for (int instances : List.of(1, 3)) {
        List<Operation> before = new ArrayList<>(written);
        ListQuery query = query(Optional.empty(), Optional.empty(), ascending);
        OperationLists lists = lists(1_000, instances);
        List<Operation> forth = new ArrayList<>();
        List<Operation> back = new ArrayList<>();
        Page<Operation> page = page(lists, query, Optional.empty(), 7);
        forth.addAll(page.items());
        while (page.nextPage() != null) {
          written.add(write(PARTNER, random.nextInt(200)));
          page = page(lists, query, Optional.of(page.nextPage()), 7);
          forth.addAll(page.items());
        }
        back.addAll(page.items().reversed());
        while (page.previousPage() != null) {
          written.add(write(PARTNER, random.nextInt(200)));
          page = page(lists, query, Optional.of(page.previousPage()), 7);
          back.addAll(page.items().reversed());
        }
        assertThat(forth).doesNotHaveDuplicates().containsAll(before);
        assertThat(back).doesNotHaveDuplicates().containsAll(before);
      }
    }
  }

  @Test
  void takesTheStartOfTheWindowInAndLeavesItsEndOut() {
    isTheWindow(DAY.plusSeconds(10), DAY.plusSeconds(12));
    // What is less than a millisecond counts: nothing was created within it.
    isTheWindow(DAY.plusSeconds(10).plusNanos(500), DAY.plusSeconds(12).plusNanos(500));
  }

  private void isTheWindow(Instant from, Instant to) {
    ListQuery all = query(Optional.empty(), Optional.empty(), true);
    ListQuery window =
        new ListQuery(
            PARTNER,
            all.connectionId(),
            all.resource(),
            all.operation(),
            all.status(),
            all.resourceId(),
            all.sourceId(),
            all.sourceName(),
            all.fleetRefs(),
            from,
            to,
            true);
    assertThat(walk(window, 1_000, 2))
        .isEqualTo(
            written.stream()
                .filter(o -> !o.createdAt().isBefore(from) && o.createdAt().isBefore(to))
                .toList());
  }

  private List<Operation> only(ListQuery query) {
    return written.stream().filter(o -> query.matches(OperationHead.of(o))).toList();
  }

  private List<Operation> walk(ListQuery query, int budget, int size) {
    return walk(query, lists(budget), size);
  }

  private static List<Operation> walk(ListQuery query, OperationLists lists, int size) {
    List<Operation> seen = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    for (int pages = 0; pages < 200; pages++) {
      Page<Operation> page = page(lists, query, cursor, size);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
      seen.addAll(page.items());
      cursor = Optional.ofNullable(page.nextPage());
      if (cursor.isEmpty()) {
        return seen;
      }
    }
    throw new AssertionError("the list does not end");
  }

  private static Page<Operation> page(
      OperationLists lists, ListQuery query, Optional<String> cursor, int size) {
    Page<ListedOperation> page = lists.page(query, cursor, size);
    WrittenPage written = Json.read(ListedPage.write(page), WrittenPage.class);
    assertThat(written.nextPage()).isEqualTo(page.nextPage());
    assertThat(written.previousPage()).isEqualTo(page.previousPage());
    return new Page<>(written.items(), page.nextPage(), page.previousPage());
  }

  /** As who asks reads it. */
  private record WrittenPage(
      List<Operation> items, @Nullable String nextPage, @Nullable String previousPage) {}

  private OperationLists lists(int budget) {
    return lists(budget, 1);
  }

  /** The partitions dealt out to so many instances, each with the budget. */
  private OperationLists lists(int budget, int instances) {
    return lists(new PlaceScan.Budget(budget, 0, Duration.ofMinutes(1), Long.MAX_VALUE), instances);
  }

  private OperationLists lists(PlaceScan.Budget budget, int instances) {
    OwnedView view =
        new OwnedView(
            stores::get,
            new ViewSignals(),
            new CaughtUp(),
            (id, patient) -> Optional.empty(),
            budget);
    Map<URI, ViewParts> others = new HashMap<>();
    SharedView shared =
        new SharedView(
            p ->
                p % instances == 0
                    ? new Owner.Here()
                    : new Owner.There(URI.create("http://instance-" + p % instances)),
            view,
            address -> others.computeIfAbsent(address, other -> new OverTheWire(view)),
            PARTITIONS,
            Duration.ZERO);
    return new OperationLists(shared::list, PARTITIONS);
  }

  /** Everything is there at once. */
  private static final class CaughtUp implements Recency {
    @Override
    public boolean catchUp(int partition, BooleanSupplier found) {
      return true;
    }

    @Override
    public boolean takenIn(int partition, long offset) {
      return true;
    }

    @Override
    public void catchUpBriefly(List<Integer> partitions) {}
  }

  /** Another instance as it is asked: everything goes through JSON. */
  private static final class OverTheWire implements ViewParts {
    private final ViewParts view;

    OverTheWire(ViewParts view) {
      this.view = view;
    }

    @Override
    public Optional<Operation> find(Find question) {
      throw new AssertionError("lists find nothing");
    }

    @Override
    public Optional<AskedOperation> asked(Asked question) {
      throw new AssertionError("lists ask nothing");
    }

    @Override
    public ListPart list(Listing question) {
      Listing heard = Json.read(Json.write(question), Listing.class);
      assertThat(heard).isEqualTo(question);
      return Json.read(Json.write(view.list(heard)), ListPart.class);
    }
  }

  private static ListQuery query(
      Optional<UUID> connection, Optional<OperationStatus> status, boolean ascending) {
    return new ListQuery(
        PARTNER,
        connection,
        Optional.empty(),
        Optional.empty(),
        status,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Instant.EPOCH,
        Instant.parse("9999-12-31T23:59:59.999Z"),
        ascending);
  }

  private Operation write(UUID partner, int i) {
    return write(partner, i, "simulator");
  }

  /** Three of a second, so that ids decide, too; every tenth failed. */
  private Operation write(UUID partner, int i, String sourceName) {
    UUID connection = connections.get(random.nextInt(connections.size()));
    Operation operation =
        new Operation(
            new UUID(random.nextLong(), random.nextLong()),
            partner,
            connection,
            null,
            sourceName,
            Resource.VEHICLE,
            OperationType.CREATE,
            Json.mapper().createObjectNode(),
            null,
            null,
            i % 10 == 0 ? OperationStatus.FAILED : OperationStatus.PENDING,
            DAY.plusSeconds(i / 3),
            DAY,
            null,
            List.of(),
            OperationState.of(Phase.QUEUED),
            null,
            0,
            1,
            null,
            null,
            null,
            false,
            Priority.NORMAL,
            List.of());
    StoreInMemory store = stores.get(Partitions.of(connection, PARTITIONS));
    UUID id = operation.id();
    store.rows.put(
        ViewKeys.operation(id),
        ViewRow.toldFirst(OperationHead.of(operation), Json.write(operation)).write());
    store.rows.put(ViewKeys.ofPartner(partner, operation.createdAt(), id), new byte[0]);
    store.rows.put(ViewKeys.ofConnection(connection, operation.createdAt(), id), new byte[0]);
    return operation;
  }

  @Test
  void ordersKeysAsBytesDo() {
    Bytes early = ViewKeys.ofPartner(PARTNER, DAY, new UUID(-1, -1));
    Bytes late = ViewKeys.ofPartner(PARTNER, DAY.plusMillis(1), new UUID(0, 0));
    assertThat(early).isLessThan(late);
    assertThat(ViewKeys.timeAt(late)).isEqualTo(DAY.plusMillis(1));
    assertThat(ViewKeys.idAt(early)).isEqualTo(new UUID(-1, -1));
  }
}
