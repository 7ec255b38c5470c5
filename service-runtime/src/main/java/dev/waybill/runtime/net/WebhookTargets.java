package dev.waybill.runtime.net;

import dev.waybill.runtime.config.Setting;
import dev.waybill.runtime.config.Settings;
import java.util.List;
import java.util.Objects;

/**
 * Where webhooks may go: judged when somebody subscribes, and again at each dial.
 *
 * @param guard which addresses
 * @param ports which ports
 */
public record WebhookTargets(AddressGuard guard, AllowedPorts ports) {
  public static final Setting<List<String>> ALLOW_NETWORKS =
      Setting.list(
          "webhooks.allow_networks",
          "",
          "Networks (CIDR) that webhooks may go to although they are not public; plain http is"
              + " allowed there, too.");

  public static final Setting<List<String>> ALLOW_PORTS =
      Setting.list(
          "webhooks.allow_ports",
          "80,443,1024-65535",
          "Ports and ranges of ports that webhooks may go to, wherever they go.");

  public WebhookTargets {
    Objects.requireNonNull(guard, "guard");
    Objects.requireNonNull(ports, "ports");
  }

  /**
   * As configured.
   *
   * @throws IllegalArgumentException if a network or port is not one
   */
  public static WebhookTargets of(Settings settings) {
    return new WebhookTargets(
        AddressGuard.opening(settings.get(ALLOW_NETWORKS)),
        AllowedPorts.parse(settings.get(ALLOW_PORTS)));
  }
}
