package dev.waybill.simulator;

import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import dev.waybill.tsp.AdapterEnvironment;
import dev.waybill.tsp.AdapterRequest;
import dev.waybill.tsp.ConnectionAccess;
import dev.waybill.tsp.Credentials;
import dev.waybill.tsp.contract.TspAdapterContract;
import dev.waybill.tsp.contract.TspControl;
import dev.waybill.worker.outbound.GuardedAddressResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.node.ObjectNode;

/** The built-in adapter against the real simulator, over real sockets. */
class SimulatorAdapterContractTest extends TspAdapterContract {
  private static final String SECRET = "s3cr3t-key";
  private static TspSimulator simulator;
  private static SimulatorClient client;
  private final String fleet = "fleet ü/" + UUID.randomUUID();

  @BeforeAll
  static void start() throws IOException {
    simulator = TspSimulator.start("127.0.0.1", 0, InstantSource.system(), new Random(1));
    client = new SimulatorClient(simulator.baseUrl());
  }

  @AfterAll
  static void stop() {
    client.close();
    simulator.close();
  }

  @AfterEach
  void forget() throws Exception {
    client.send("DELETE", "/_control", "");
  }

  @Override
  protected String sourceName() {
    return "simulator";
  }

  @Override
  protected AdapterEnvironment environment() {
    return new AdapterEnvironment(
        Map.of("base_url", simulator.baseUrl()),
        new GuardedAddressResolver(AddressGuard.opening(List.of("127.0.0.0/8"))),
        "Waybill/test");
  }

  @Override
  protected TspControl tsp() {
    return fault -> {
      String settings =
          switch (fault) {
            case REJECT -> "{\"fail_next\":{\"count\":1,\"status\":422}}";
            case THROTTLE -> "{\"requests_per_second\":0.2,\"burst\":1}";
            case UNAVAILABLE -> fail("status");
            case SERVER_ERROR -> "{\"fail_next\":{\"count\":1,\"status\":500}}";
            case UNAUTHORIZED -> "{\"fail_next\":{\"count\":1,\"status\":401}}";
            case HANG -> fail("hang");
            case RESET -> fail("reset");
            case DROP_RESPONSE -> fail("drop_response");
          };
      control(settings);
      if (fault == TspControl.Fault.THROTTLE) {
        useUpTheBurst();
      }
    };
  }

  @Override
  protected AdapterRequest create() {
    return request(OperationType.CREATE, null, Json.mapper().createObjectNode());
  }

  @Override
  protected AdapterRequest update(String sourceId) {
    return request(OperationType.UPDATE, sourceId, Json.mapper().createObjectNode());
  }

  @Override
  protected String secret() {
    return SECRET;
  }

  @Override
  protected AdapterRequest createWhereNothingListens() {
    return request(
        OperationType.CREATE,
        null,
        Json.mapper().createObjectNode().put("base_url", "http://127.0.0.1:" + deadPort()));
  }

  private AdapterRequest request(
      OperationType type, @Nullable String sourceId, ObjectNode settings) {
    ObjectNode payload = Json.mapper().createObjectNode().put("vehicle_name", "Truck 1");
    return new AdapterRequest(
        new ConnectionAccess(
            UUID.randomUUID(), fleet, settings, Credentials.of(Map.of("api_key", SECRET))),
        Resource.VEHICLE,
        type,
        payload,
        sourceId,
        UUID.randomUUID().toString());
  }

  private static String fail(String mode) {
    return "{\"fail_next\":{\"count\":1,\"mode\":\"" + mode + "\"}}";
  }

  private String encodedFleet() {
    return fleet.replace(" ", "%20").replace("ü", "%C3%BC").replace("/", "%2F");
  }

  private void control(String settings) {
    try {
      if (client.control(encodedFleet(), settings).statusCode() != 200) {
        throw new AssertionError("the simulator does not take " + settings);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void useUpTheBurst() {
    try {
      client.create(encodedFleet(), "vehicle", UUID.randomUUID().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int deadPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
