package dev.waybill.simulator;

import java.io.IOException;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/** Leads a request to the TSP's own API or to the control endpoints. */
final class SimulatorHandler implements HttpServerRequestHandler {
  private final FleetApi fleetApi;
  private final ControlApi controlApi;

  SimulatorHandler(FleetApi fleetApi, ControlApi controlApi) {
    this.fleetApi = fleetApi;
    this.controlApi = controlApi;
  }

  @Override
  public void handle(ClassicHttpRequest request, ResponseTrigger trigger, HttpContext context)
      throws HttpException, IOException {
    SimulatorRequest read = SimulatorRequest.read(request);
    List<String> path = read.segments();
    String first = path.isEmpty() ? "" : path.getFirst();
    if (first.equals("_control")) {
      trigger.submitResponse(controlApi.answer(read).toResponse());
    } else if (first.equals("fleets") && (path.size() == 3 || path.size() == 4)) {
      Peer peer = (Peer) HttpCoreContext.cast(context).getEndpointDetails();
      fleetApi.serve(read, peer, trigger);
    } else {
      trigger.submitResponse(ControlApi.notFound().toResponse());
    }
  }
}
