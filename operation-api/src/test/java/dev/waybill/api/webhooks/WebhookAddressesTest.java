package dev.waybill.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.net.AllowedPorts;
import dev.waybill.runtime.net.WebhookTargets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAddressesTest {
  private final WebhookAddresses addresses =
      new WebhookAddresses(
          new WebhookTargets(
              AddressGuard.opening(List.of("127.0.0.0/8")),
              AllowedPorts.parse(List.of("80", "443", "1024-65535"))),
          WebhookAddressesTest::resolve);

  /** Literals as the JDK reads them; of names only four are known. */
  private static InetAddress[] resolve(String host) throws UnknownHostException {
    return switch (host.toLowerCase(java.util.Locale.ROOT)) {
      case "public.example" -> InetAddress.getAllByName("93.184.216.34");
      case "inside.example" -> InetAddress.getAllByName("10.1.2.3");
      case "half.example" ->
          new InetAddress[] {
            InetAddress.getByName("93.184.216.34"), InetAddress.getByName("10.1.2.3")
          };
      case "later.example" -> throw new UnknownHostException(host);
      default -> InetAddress.getAllByName(host);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "https://public.example/hook,https://public.example:443",
    "https://PUBLIC.example:8443/hook?a=b,https://public.example:8443",
    "https://later.example,https://later.example:443",
    "http://127.0.0.1:9000/x,http://127.0.0.1:9000",
    "https://127.0.0.1/x,https://127.0.0.1:443"
  })
  void tellsTheOriginOfAnAddressThatMayBeUsed(String url, String origin) {
    assertThat(addresses.originOf(url)).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://public.example/",
        "http://later.example/",
        "https://inside.example/",
        "https://half.example/",
        "https://0177.0.0.1/",
        "https://public.example:25/",
        "https://127.0.0.1:1023/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0.0.0.0/",
        "https://user:pass@public.example/",
        "https://public.example/#part",
        "https://public.example:99999/",
        "https:///nohost",
        "https://a b/"
      })
  void refusesWhatLeadsInsideOrIsNoAddress(String url) {
    assertThatThrownBy(() -> addresses.originOf(url))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.errors().getFirst().pointer()).isEqualTo("/url"));
  }
}
