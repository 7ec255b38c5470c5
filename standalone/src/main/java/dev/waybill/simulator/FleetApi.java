package dev.waybill.simulator;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpServerRequestHandler.ResponseTrigger;
import org.jspecify.annotations.Nullable;

/**
 * The simulated TSP's own API.
 *
 * <p>{@code POST /fleets/{ref}/{resource}} creates, {@code PATCH /fleets/{ref}/{resource}/{id}}
 * updates, {@code GET} of the latter reads back, {@code GET
 * /fleets/{ref}/{resource}?idempotency_key=} finds what a call did. Bodies are {@code
 * {"attributes": {…}}}, answers {@code {"ref", "revision"}}.
 */
final class FleetApi {
  private final Fleets fleets;
  private final CountDownLatch stopping;

  FleetApi(Fleets fleets, CountDownLatch stopping) {
    this.fleets = fleets;
    this.stopping = stopping;
  }

  void serve(SimulatorRequest request, Peer peer, ResponseTrigger trigger)
      throws IOException, HttpException {
    Fleet fleet = fleets.fleet(request.segments().get(1));
    Fleet.Received received = fleet.receive(request);
    @Nullable Answer answer;
    try {
      pause(received.latency());
      answer = carryOut(fleet, request, received.fate());
    } finally {
      fleet.settled(request, received.fate());
    }
    if (answer != null) {
      send(received.call(), answer.with(received.headers()), trigger);
    } else {
      mistreat(peer, received.fate());
    }
  }

  /** The answer to send; null if none is to be sent. */
  private static @Nullable Answer carryOut(Fleet fleet, SimulatorRequest request, Fate fate) {
    return switch (fate) {
      case Fate.Act act -> fleet.act(request);
      case Fate.Refuse refuse -> refuse.answer();
      case Fate.ActAndDrop drop -> {
        fleet.act(request);
        yield null;
      }
      case Fate.Hang hang -> null;
      case Fate.Reset reset -> null;
    };
  }

  private static void mistreat(Peer peer, Fate fate) throws IOException {
    switch (fate) {
      case Fate.Hang hang -> peer.hang();
      case Fate.Reset reset -> peer.reset();
      case Fate.Act act -> peer.drop();
      case Fate.Refuse refuse -> peer.drop();
      case Fate.ActAndDrop drop -> peer.drop();
    }
    throw new ConnectionClosedException("no answer, as told to");
  }

  private void pause(Duration latency) throws IOException {
    if (latency.isZero()) {
      return;
    }
    try {
      if (stopping.await(latency.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ConnectionClosedException("the simulator is being closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionClosedException("the simulator is being closed");
    }
  }

  private static void send(Call call, Answer answer, ResponseTrigger trigger)
      throws IOException, HttpException {
    call.answering(answer.status());
    boolean sent = false;
    try {
      trigger.submitResponse(answer.toResponse());
      sent = true;
    } catch (ConnectionClosedException e) {
      // Where a connection is not to be kept, HttpCore sends, closes, and then trips over that.
      sent = true;
      throw e;
    } finally {
      if (!sent) {
        call.unanswered();
      }
    }
  }
}
