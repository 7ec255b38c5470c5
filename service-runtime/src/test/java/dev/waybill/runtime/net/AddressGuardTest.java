package dev.waybill.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  private final AddressGuard guard = AddressGuard.publicOnly();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "2130706433", // 127.0.0.1 as one number
        "127.1",
        "10.1",
        "::",
        "::1",
        "::127.0.0.1", // v4-compatible
        "::8.8.8.8",
        "::ffff:127.0.0.1", // v4-mapped
        "::ffff:10.0.0.1",
        "::ffff:a9fe:a9fe",
        "0:0:0:0:0:ffff:7f00:1",
        "::ffff:0:127.0.0.1", // v4-translated
        "64:ff9b::127.0.0.1", // NAT64 of a closed address
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", // local-use NAT64
        "64:ff9b:0:1::8.8.8.8", // beside the /96
        "100::1",
        "2001::1", // Teredo
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2002:7f00:1::", // 6to4 of 127.0.0.1
        "2002:808:808::1",
        "3fff::1",
        "3fff:fff:ffff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::5efe:7f00:1", // ISATAP of 127.0.0.1
        "fec0::1",
        "ff02::1",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
      })
  void refusesWhatIsNotPublic(String spelling) throws UnknownHostException {
    assertThat(guard.allows(InetAddress.getByName(spelling))).isFalse();
    assertThatThrownBy(() -> guard.vet("host.example", InetAddress.getByName(spelling)))
        .isInstanceOf(ForbiddenAddressException.class)
        .hasMessageContaining("host.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700:4700::1111",
        "3ffe::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8"
      })
  void allowsPublicUnicast(String spelling) throws UnknownHostException {
    assertThat(guard.allows(InetAddress.getByName(spelling))).isTrue();
    assertThat(guard.isOpened(InetAddress.getByName(spelling))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 127.0.0.1, 10.0.0.1",
    "127.0.0.1, 127.0.0.1, 127.0.0.2",
    "::1/128, ::1, ::2",
    "10.16.0.0/12, 10.31.255.255, 10.32.0.0",
    "10.0.0.0/8, ::ffff:10.1.2.3, ::ffff:127.0.0.1",
    "10.0.0.0/8, 64:ff9b::10.1.2.3, 64:ff9b::127.0.0.1",
    "fd00::/8, fd12:3456::1, fc00::1",
    "0.0.0.0/0, 192.168.1.1, fd00::1"
  })
  void opensNetworksOfTheOperator(String cidr, String open, String closed)
      throws UnknownHostException {
    AddressGuard opening = AddressGuard.opening(List.of(" " + cidr + " "));
    assertThat(opening.allows(InetAddress.getByName(open))).isTrue();
    assertThat(opening.isOpened(InetAddress.getByName(open))).isTrue();
    assertThat(opening.allows(InetAddress.getByName(closed))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.1/8",
        "::/x"
      })
  void saysWhatIsWrongWithANetwork(String cidr) {
    assertThatThrownBy(() -> AddressGuard.opening(List.of(cidr)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + cidr + "' is not a network such as 10.0.0.0/8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0177.0.0.1", "134744072", "8.8.2056", "008.8.8.8"})
  void refusesNumbersThatReadersUnderstandDifferently(String host) throws UnknownHostException {
    InetAddress good = InetAddress.getByName("8.8.8.8");
    assertThatThrownBy(() -> guard.vet(host, good)).isInstanceOf(ForbiddenAddressException.class);
  }

  @Test
  void refusesANameWithOneForbiddenAddressAmongGoodOnes() throws UnknownHostException {
    InetAddress good = InetAddress.getByName("8.8.8.8");
    InetAddress bad = InetAddress.getByName("10.0.0.1");
    assertThat(guard.vet("a.example", good, good)).containsExactly(good, good);
    assertThatThrownBy(() -> guard.vet("a.example", good, bad))
        .isInstanceOf(ForbiddenAddressException.class)
        .hasMessageNotContaining("10.0.0.1");
  }

  @Test
  void judgesEveryNat64AddressAsTheAddressInside() throws UnknownHostException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      byte[] inner = new byte[4];
      random.nextBytes(inner);
      byte[] outer = Arrays.copyOf(new byte[] {0, 0x64, (byte) 0xff, (byte) 0x9b}, 16);
      System.arraycopy(inner, 0, outer, 12, 4);
      InetAddress v4 = InetAddress.getByAddress(inner);
      assertThat(guard.allows(InetAddress.getByAddress(outer)))
          .as("%s", v4)
          .isEqualTo(guard.allows(v4));
    }
  }

  @Test
  void vetsInTheResolverHookNamesAndLiteralsAlike() throws UnknownHostException {
    DnsResolver rebinding =
        new DnsResolver() {
          private int asked;

          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            return new InetAddress[] {
              InetAddress.getByName(asked++ == 0 ? "8.8.8.8" : "127.0.0.1")
            };
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    GuardedDnsResolver resolver = new GuardedDnsResolver(guard, rebinding);
    assertThat(resolver.resolve("a.example", 443)).hasSize(1);
    assertThatThrownBy(() -> resolver.resolve("a.example", 443))
        .isInstanceOf(ForbiddenAddressException.class);
    assertThatThrownBy(() -> new GuardedDnsResolver(guard).resolve("127.0.0.1", 80))
        .isInstanceOf(ForbiddenAddressException.class);
  }
}
