package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.access.signature.SignatureRefusedException;
import io.fleetfoot.service.access.signature.SignatureRefusedException.Refusal;
import io.fleetfoot.service.access.signature.SignedRequest;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestHostKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas of the service, and hosts that speak to either. */
class AgentSignaturesIT {

  private Replica first;
  private Replica second;
  private final TestHostKey key = new TestHostKey();
  private HostId host;

  @BeforeEach
  void enrol() {
    TestDatabase database = TestDatabase.create();
    first = new Replica(database, RebootTimeouts.standard(), 1);
    second = new Replica(database, RebootTimeouts.standard(), 2);
    host = register(first, Replica.JOIN_TOKEN, key, "m1").host();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void refusesAReplayedReportAtEveryReplica() {
    SignedRequest report = request("POST", "{}");

    assertThat(first.signatures.authenticate(report)).isEqualTo(host);

    assertThat(refusal(first, report)).isEqualTo(Refusal.REPLAYED);
    assertThat(refusal(second, report)).isEqualTo(Refusal.REPLAYED);
  }

  @Test
  void refusesARevokedKeyAtOnceWhereItWasRevokedAndElsewhereWithinSeconds() {
    first.signatures.authenticate(request("GET", ""));
    second.signatures.authenticate(request("GET", ""));

    first.hosts.revoke(host, "test");

    assertThat(refusal(first, request("GET", ""))).isEqualTo(Refusal.HOST_REVOKED);
    second.pass(Duration.ofSeconds(5));
    assertThat(refusal(second, request("GET", ""))).isEqualTo(Refusal.HOST_REVOKED);
  }

  @Test
  void tellsAStrangerNothingOfARevocation() {
    first.hosts.revoke(host, "test");
    SignedRequest forged =
        new TestHostKey()
            .request("GET", "/a", "", host.toString(), Instant.now(), TestHostKey.nonce());

    assertThat(refusal(first, forged)).isEqualTo(Refusal.BAD_SIGNATURE);
  }

  @Test
  void doesNotKnowAHostThatNeverEnrolled() {
    for (String keyId :
        List.of(UUID.randomUUID().toString(), "f".repeat(64), "-".repeat(36), "0".repeat(36))) {
      SignedRequest request =
          key.request("GET", "/a", "", keyId, Instant.now(), TestHostKey.nonce());

      assertThat(refusal(first, request)).as(keyId).isEqualTo(Refusal.UNAUTHENTICATED);
    }
  }

  @Test
  void forgetsNoncesThatAreTooOldToBeHeardAgain() {
    first.signatures.authenticate(request("POST", "{}"));
    first.signatures.forgetOldNonces();
    assertThat(nonces()).isEqualTo(1);

    first.jdbc.sql("update used_nonce set forget_from = now() - interval '1 second'").update();
    first.signatures.forgetOldNonces();

    assertThat(nonces()).isZero();
  }

  @Test
  void remembersANonceForAsLongAsItsRequestCouldBeTaken() {
    first.signatures.authenticate(request("POST", "{}"));

    Duration remembered =
        Duration.ofSeconds(
            first
                .jdbc
                .sql("select extract(epoch from forget_from - now()) from used_nonce")
                .query(Long.class)
                .single());

    assertThat(remembered).isGreaterThan(Replica.CLOCK_SKEW.multipliedBy(2));
  }

  @Test
  void countsTheUsesOfATokenThatManyHostsJoinWithAtOnce() throws Exception {
    Token secret = first.joinTokens.create("five", Labels.none(), null, 5).secret();
    List<Callable<Boolean>> hosts = new ArrayList<>();
    IntStream.range(0, 12)
        .forEach(i -> hosts.add(() -> joins(i % 2 == 0 ? first : second, secret, "many-" + i)));

    ExecutorService agents = Executors.newFixedThreadPool(6);
    long joined = 0;
    for (Future<Boolean> host : agents.invokeAll(hosts)) {
      joined += host.get() ? 1 : 0;
    }
    agents.shutdown();

    assertThat(joined).isEqualTo(5);
    assertThat(first.hosts.list()).hasSize(6);
  }

  @Test
  void givesAMachineToOneOfTwoKeysThatEnrolAtOnce() throws Exception {
    ExecutorService agents = Executors.newFixedThreadPool(2);
    for (int round = 0; round < 10; round++) {
      String machine = "raced-" + round;
      long enrolled = 0;
      for (Future<Boolean> agent :
          agents.invokeAll(
              List.<Callable<Boolean>>of(
                  () -> enrols(first, machine, new TestHostKey()),
                  () -> enrols(second, machine, new TestHostKey())))) {
        enrolled += agent.get() ? 1 : 0;
      }
      assertThat(enrolled).isEqualTo(1);
    }
    agents.shutdown();
  }

  @Test
  void letsTheDefaultTokenBeReplacedAndKeepsOneThatWasRevokedRevoked() {
    JoinToken before = first.joinTokens.require(Replica.JOIN_TOKEN);

    first.joinTokens.use(new Token("jt_next"));

    assertThat(first.joinTokens.get(before.id()).name()).isEqualTo(JoinToken.DEFAULT);
    assertThatExceptionOfType(UnauthenticatedException.class)
        .isThrownBy(() -> first.joinTokens.require(Replica.JOIN_TOKEN));
    first.joinTokens.revoke(before.id());
    first.joinTokens.use(new Token("jt_next"));
    assertThatExceptionOfType(JoinTokenRefusedException.class)
        .isThrownBy(() -> first.joinTokens.require(new Token("jt_next")));
  }

  @Test
  void enrolsAHostFromBeforeThereWereKeys() {
    first.jdbc.sql("update host set public_key = null, enrolled_at = null").update();

    Hosts.Registration again = register(first, Replica.JOIN_TOKEN, key, "m1");

    assertThat(again.host()).isEqualTo(host);
    assertThat(first.signatures.authenticate(request("GET", ""))).isEqualTo(host);
  }

  private static boolean joins(Replica service, Token token, String machine) {
    try {
      register(service, token, new TestHostKey(), machine);
      return true;
    } catch (JoinTokenRefusedException e) {
      assertThat(e.code()).isEqualTo("join-token-used-up");
      return false;
    }
  }

  private static boolean enrols(Replica service, String machine, TestHostKey key) {
    try {
      register(service, Replica.JOIN_TOKEN, key, machine);
      return true;
    } catch (ConflictException e) {
      assertThat(e.code()).isEqualTo("host-already-enrolled");
      return false;
    }
  }

  private static Hosts.Registration register(
      Replica service, Token token, TestHostKey key, String machine) {
    Facts facts =
        new Facts(machine, machine, "b", "6.1.0", "quiet", "x86_64", 1, List.of(), "0.1.0");
    return service.hosts.register(token, key.publicKey(), facts, Labels.none());
  }

  private SignedRequest request(String method, String body) {
    return key.request(method, "/a", body, host.toString(), Instant.now(), TestHostKey.nonce());
  }

  private static Refusal refusal(Replica service, SignedRequest request) {
    try {
      service.signatures.authenticate(request);
    } catch (SignatureRefusedException e) {
      return e.refusal();
    }
    throw new AssertionError("the request was taken");
  }

  private long nonces() {
    return first.jdbc.sql("select count(*) from used_nonce").query(Long.class).single();
  }
}
