package dev.waybill.lane.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {
  private static final long NOW = 1_790_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    // Of a half that was refused, after so many seconds; and the same, found in a hurry.
    "0, 465000, 465000",
    "5, 465020, 469375",
    "10, 465162, 500000",
    "20, 466296, 745000",
    "30, 469375, 1000000",
    "60, 500000, 1000000",
    "90, 583125, 1000000",
    "120, 745000, 1000000",
    "150, 1000000, 1000000",
    "149, 1000000, 1000000",
  })
  void growsWithTheCubeOfTheTime(long seconds, long settled, long searching) {
    assertThat(new Share(500_000, NOW, Share.SETTLED).at(NOW + seconds * 1_000))
        .isCloseTo(settled, within(1.0));
    assertThat(new Share(500_000, NOW, Share.SEARCHING).at(NOW + seconds * 1_000))
        .isCloseTo(searching, within(1.0));
  }

  @ParameterizedTest
  @CsvSource({
    // Of a half, after so many seconds: what was refused; what is the top then, and how found?
    "SETTLED, 0, 500000, 400000, NEAR",
    "SETTLED, 9, 500000, 400000, NEAR",
    "NEAR, 9, 400000, 280000, SEARCHING",
    "SEARCHING, 9, 500000, 350000, SEARCHING",
    "SETTLED, 10, 500000, 500000, SETTLED",
    "NEAR, 60, 500000, 500000, SETTLED",
    "SEARCHING, 1799, 500000, 500000, SETTLED",
    "SETTLED, 1800, 500000, 350000, SEARCHING",
    "SETTLED, 60, 1000000, 999999, SETTLED",
    "SEARCHING, 0, 11000, 10000, SEARCHING",
    "SETTLED, 60, 9000, 10000, SETTLED",
  })
  void aRefusalLeavesLess(Found known, long seconds, long refused, long top, Found then) {
    long now = NOW + seconds * 1_000;
    assertThat(new Share(500_000, NOW, known.ordinal()).refused(refused, 10_000, now))
        .isEqualTo(new Share(top, now, then.ordinal()));
  }

  /** In the order of their codes. */
  private enum Found {
    SETTLED,
    NEAR,
    SEARCHING
  }

  @Test
  void theFirstRefusalBeginsADescent() {
    assertThat(Share.UNREFUSED.at(NOW)).isEqualTo(Share.WHOLE);
    assertThat(Share.UNREFUSED.refused(Share.WHOLE, 1, NOW))
        .isEqualTo(new Share(700_000, NOW, Share.SEARCHING));
  }

  @Test
  void isWholeAgainWithinTwelveMinutesWhateverWasRefused() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int life = 0; life < 200; life++) {
      Share share = Share.UNREFUSED;
      long now = NOW;
      for (int i = 0; i < 300; i++) {
        double before = share.at(now);
        share = share.refused(before, 10_000, now);
        assertThat(share.at(now)).isBetween(9_300.0, before);
        now += random.nextInt(random.nextBoolean() ? 2_000 : 100_000);
        assertThat(share.at(now)).isBetween(9_300.0, (double) Share.WHOLE);
        assertThat(share.at(now - 5_000)).as("a clock that is behind").isPositive();
      }
      assertThat(share.at(now + 720_000)).isEqualTo(Share.WHOLE);
      if (share.descent() == Share.SEARCHING) {
        assertThat(share.at(now + 120_000)).isEqualTo(Share.WHOLE);
      }
    }
  }

  @Test
  void whatHasGrownIsKeptThroughAPause() {
    Share refused = new Share(10_000, NOW, Share.SEARCHING);
    long whole = NOW + 120_000;
    assertThat(refused.kept(whole, whole + 5_000, Share.SEARCHING)).isEqualTo(Share.UNREFUSED);
    Share half = refused.kept(NOW + 60_000, NOW + 65_000, Share.SEARCHING);
    assertThat(half.at(NOW + 65_000)).isBetween(0.92 * refused.at(NOW + 60_000), 1_000_000.0);
  }

  @Test
  void manyPausesOneAfterAnotherTakeNothing() {
    Share share = new Share(10_000, NOW, Share.SEARCHING);
    for (int i = 1; i <= 1_000; i++) {
      share = share.kept(NOW + i, NOW + i, Share.SEARCHING);
    }
    assertThat(share.top()).isEqualTo(10_000);
  }
}
