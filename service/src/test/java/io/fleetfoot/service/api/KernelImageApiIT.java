package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.fleet.Envelope;
import io.fleetfoot.service.fleet.KernelFiles;
import io.fleetfoot.service.testing.TestHostKey;
import io.fleetfoot.service.testing.TestManifests;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext
class KernelImageApiIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String RELEASE = "6.12.117+deb12-cloud-amd64";
  private static final byte[] KERNEL = KernelFiles.bzImage(RELEASE + " (debian) #1 SMP");
  private static final byte[] INITRD = "an initramfs".getBytes(StandardCharsets.US_ASCII);
  @TempDir static Path directory;

  @Autowired JdbcClient jdbc;

  @Value("${local.server.port}")
  int port;

  private final TestHostKey key = new TestHostKey();
  private RestClient client;

  @DynamicPropertySource
  static void configure(DynamicPropertyRegistry registry) throws IOException {
    Files.createDirectories(directory.resolve("import"));
    Files.write(directory.resolve("import/vmlinuz"), KERNEL);
    Files.write(directory.resolve("import/initrd"), INITRD);
    registry.add("fleetfoot.home", () -> directory.resolve("home").toString());
    registry.add("fleetfoot.import-directory", () -> directory.resolve("import").toString());
    registry.add("fleetfoot.join-token", () -> "join");
    registry.add("fleetfoot.admin-token", () -> ApiClient.ADMIN_TOKEN);
  }

  @BeforeEach
  void connect() {
    client =
        RestClient.builder()
            .baseUrl("http://127.0.0.1:" + port)
            .requestFactory(new JdkClientHttpRequestFactory())
            .requestInterceptor(
                (request, body, next) -> {
                  if (request.getURI().getPath().startsWith("/api/")) {
                    request.getHeaders().setBearerAuth(ApiClient.ADMIN_TOKEN);
                  }
                  return next.execute(request, body);
                })
            .defaultStatusHandler(status -> true, (request, response) -> {})
            .build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "$.manifest                       | {'name': 'k'}",
        "$.manifest                       | {'manifest': 'text'}",
        "$.manifest.payloadType           | {'manifest': {'payload': 'e30=', 'signatures': [SIG]}}",
        "$.manifest.payloadType           | {'manifest': {'payloadType': 'text/plain', 'payload': 'e30=', 'signatures': [SIG]}}",
        "$.manifest.payload               | {'manifest': {'payloadType': 'TYPE', 'signatures': [SIG]}}",
        "$.manifest.payload               | {'manifest': {'payloadType': 'TYPE', 'payload': '%', 'signatures': [SIG]}}",
        "$.manifest.payload               | {'manifest': {'payloadType': 'TYPE', 'payload': 'bm9uZQ==', 'signatures': [SIG]}}",
        "$.manifest.payload.createdAt     | {'manifest': {'payloadType': 'TYPE', 'payload': 'e30=', 'signatures': [SIG]}, 'name': 'k'}",
        "$.name                           | {'manifest': {'payloadType': 'TYPE', 'payload': 'e30=', 'signatures': [SIG]}}",
        "$.manifest.signatures            | {'manifest': {'payloadType': 'TYPE', 'payload': 'e30='}}",
        "$.manifest.signatures            | {'manifest': {'payloadType': 'TYPE', 'payload': 'e30=', 'signatures': []}}",
        "$.manifest.signatures[0].sig     | {'manifest': {'payloadType': 'TYPE', 'payload': 'e30=', 'signatures': [{'keyid': 'a'}]}}",
        "$.manifest.signatures[0].sig     | {'manifest': {'payloadType': 'TYPE', 'payload': 'e30=', 'signatures': [{'keyid': 'a', 'sig': '%'}]}}",
        "$.manifest.signed                | {'manifest': {'signed': true}}",
        "$.commandLine                    | {'commandLine': '{running}'}",
      })
  void saysWhereARequestIsWrong(String path, String body) {
    ResponseEntity<String> answer =
        post(
            JSON.readTree(
                body.replace("SIG", "{'keyid': 'a', 'sig': 'AA=='}")
                    .replace("TYPE", Envelope.PAYLOAD_TYPE)
                    .replace('\'', '"')));

    assertProblem(answer, HttpStatus.BAD_REQUEST, "malformed-request", path + ":");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.manifest.payload.kernel.size      | /kernel/size",
        "$.manifest.payload.initrd.sha256    | /initrd/sha256",
        "$.manifest.payload.commandLine      | /commandLine",
        "$.manifest.payload.expiresAt        | /expiresAt",
      })
  void saysWhatIsMissingFromWhatWasSigned(String path, String removed) {
    ObjectNode payload = payload();
    String parent = removed.substring(0, removed.lastIndexOf('/'));
    ((ObjectNode) payload.at(parent)).remove(removed.substring(removed.lastIndexOf('/') + 1));

    assertProblem(
        upload(request(payload), KERNEL, INITRD),
        HttpStatus.BAD_REQUEST,
        "malformed-request",
        path + ": is missing from what was signed");
  }

  @Test
  void refusesASignedDescriptionThatMakesNoSense() {
    assertProblem(
        upload(request(payload().put("architecture", "pdp11")), KERNEL, INITRD),
        HttpStatus.BAD_REQUEST,
        "malformed-request",
        "pdp11");
    assertProblem(
        upload(request(payload().put("expiresAt", "tomorrow")), KERNEL, INITRD),
        HttpStatus.BAD_REQUEST,
        "malformed-request",
        "$.manifest.payload.expiresAt: ");
  }

  @Test
  void refusesAManifestThatHasExpired() {
    assertProblem(
        upload(request(payload().put("expiresAt", "2026-11-21T00:00:01Z")), KERNEL, INITRD),
        HttpStatus.CONFLICT,
        "manifest-expired",
        "expired at 2026-11-21T00:00:01Z");
  }

  @Test
  void refusesAFileThatIsNoKernel() {
    ResponseEntity<String> answer = upload(request(payload()), new byte[0x1000], INITRD);

    assertProblem(answer, HttpStatus.UNPROCESSABLE_CONTENT, "not-a-kernel", "boot flag");
  }

  @Test
  void takesAVmlinux() {
    byte[] vmlinux = KernelFiles.vmlinux("Linux version " + RELEASE + " (debian) #1 SMP");
    ObjectNode payload =
        (ObjectNode)
            JSON.readTree(
                TestManifests.payload(
                    RELEASE,
                    TestManifests.blob(vmlinux),
                    TestManifests.blob(INITRD),
                    TestManifests.EXPIRES));

    ResponseEntity<String> answer = upload(request(payload), vmlinux, INITRD);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.CREATED);
    assertThat(JSON.readTree(answer.getBody()).at("/release").asString()).isEqualTo(RELEASE);
  }

  @Test
  void refusesAnElfFileForOtherMachinesAndOneWithoutABanner() {
    byte[] vmlinux = KernelFiles.vmlinux("BusyBox v1.36");
    assertProblem(
        upload(request(payload()), vmlinux, INITRD),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "not-a-kernel",
        "no \"Linux version\" banner");
    vmlinux[0x12] = (byte) 183;
    assertProblem(
        upload(request(payload()), vmlinux, INITRD),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "not-a-kernel",
        "e_machine of the ELF file at 0x12 is 183, expected 62 (x86-64)");
  }

  @Test
  void refusesAKernelOfAnotherReleaseThanSigned() {
    assertProblem(
        upload(request(payload().put("release", "6.12.117")), KERNEL, INITRD),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "wrong-release",
        "the kernel file says it is \"6.12.117+deb12-cloud-amd64 (debian) #1 SMP\"");
  }

  @Test
  void refusesAnEmptyInitrd() {
    assertProblem(
        upload(request(payload()), KERNEL, new byte[0]),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "empty-initrd",
        "0 bytes");
  }

  @Test
  void takesAKernelThatNeedsNoInitrd() {
    ObjectNode payload = payload();
    payload.remove("initrd");
    MultiValueMap<String, Object> parts = new LinkedMultiValueMap<>();
    parts.add("kernelImage", request(payload));
    parts.add("kernel", file(KERNEL));
    ResponseEntity<String> answer = post(parts);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.CREATED);
    JsonNode created = JSON.readTree(answer.getBody());
    assertThat(created.has("initrd")).isFalse();
    String path = "/api/v1/kernel-images/" + created.get("id").asString();
    assertThat(JSON.readTree(get(path).getBody())).isEqualTo(created);

    Map<String, Object> imported = request(payload);
    imported.put("kernelPath", "vmlinuz");
    assertThat(post(imported).getStatusCode()).isEqualTo(HttpStatus.CREATED);
  }

  @Test
  void refusesAnInitrdThatWasNotSignedAndMissesOneThatWas() {
    ObjectNode without = payload();
    without.remove("initrd");
    assertProblem(
        upload(request(without), KERNEL, INITRD),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "initrd-mismatch",
        "found an initrd, but the manifest names none");

    MultiValueMap<String, Object> parts = new LinkedMultiValueMap<>();
    parts.add("kernelImage", request(payload()));
    parts.add("kernel", file(KERNEL));
    assertProblem(
        post(parts),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "initrd-mismatch",
        "found no initrd, wanted the one of " + TestManifests.blob(INITRD).sha256());
  }

  @Test
  void refusesBytesThatAreNotThoseSigned() {
    byte[] other = INITRD.clone();
    other[0]++;

    assertProblem(
        upload(request(payload()), KERNEL, other),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "digest-mismatch",
        "expected " + TestManifests.blob(INITRD).sha256());
  }

  @Test
  void refusesASizeThatIsNotTheOneSigned() {
    ObjectNode payload = payload();
    ((ObjectNode) payload.get("initrd")).put("size", 13);

    assertProblem(
        upload(request(payload), KERNEL, INITRD),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "digest-mismatch",
        "has 13 bytes, but it has 12");
  }

  @Test
  void refusesAnUploadWithoutTheKernel() {
    MultiValueMap<String, Object> parts = new LinkedMultiValueMap<>();
    parts.add("kernelImage", request(payload()));

    assertProblem(post(parts), HttpStatus.BAD_REQUEST, "malformed-request", "kernel");
  }

  @Test
  void refusesPathsOutsideTheImportDirectory() {
    Map<String, Object> request = request(payload());
    request.put("kernelPath", "../home/join-token");
    request.put("initrdPath", "initrd");

    assertProblem(
        post(request),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "outside-import-directory",
        "../home/join-token");
  }

  @Test
  void knowsNoImageOfAnIdThatWasNeverGiven() {
    assertProblem(
        get("/api/v1/kernel-images/" + UUID.randomUUID()),
        HttpStatus.NOT_FOUND,
        "not-found",
        "kernel image");
  }

  @Test
  void registersAnUploadAndShowsIt() {
    ResponseEntity<String> answer = upload(request(payload()), KERNEL, INITRD);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.CREATED);
    JsonNode created = JSON.readTree(answer.getBody());
    assertThat(created.propertyNames())
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "release",
            "architecture",
            "commandLine",
            "kernel",
            "initrd",
            "createdAt",
            "signedBy",
            "expiresAt");
    assertThat(created.at("/name").asString()).isEqualTo("bookworm backports");
    assertThat(created.at("/signedBy/0").asString()).isEqualTo(TestManifests.KEY_ID);
    assertThat(created.at("/expiresAt").asString()).isEqualTo(TestManifests.EXPIRES.toString());
    assertThat(created.at("/kernel/size").asInt()).isEqualTo(KERNEL.length);
    assertThat(created.at("/initrd/size").asInt()).isEqualTo(INITRD.length);
    String location = answer.getHeaders().getFirst(HttpHeaders.LOCATION);
    assertThat(location).isEqualTo("/api/v1/kernel-images/" + created.get("id").asString());
    assertThat(JSON.readTree(get(location).getBody())).isEqualTo(created);
    assertThat(JSON.readTree(get("/api/v1/kernel-images").getBody()).at("/items/0"))
        .isEqualTo(created);
  }

  @Test
  void theOutboxSaysWhoRegisteredAKernelImage() {
    String id =
        JSON.readTree(upload(request(payload()), KERNEL, INITRD).getBody()).get("id").asString();

    assertThat(
            jdbc.sql(
                    "select actor from transition where subject = 'KERNEL_IMAGE' and"
                        + " subject_id = cast(? as uuid)")
                .param(id)
                .query(String.class)
                .list())
        .containsExactly("token:configured-admin");
  }

  @Test
  void registersFilesOfTheImportDirectory() {
    Map<String, Object> request = request(payload());
    request.remove("name");
    request.put("kernelPath", directory.resolve("import/vmlinuz").toString());
    request.put("initrdPath", "initrd");

    ResponseEntity<String> answer = post(request);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.CREATED);
    JsonNode created = JSON.readTree(answer.getBody());
    assertThat(created.at("/kernel/size").asInt()).isEqualTo(KERNEL.length);
    assertThat(created.at("/name").asString()).as("as it was signed").isEqualTo("test");
  }

  @Test
  void keepsTheBytesThatWereSigned() {
    upload(request(payload()), KERNEL, INITRD);

    String kept =
        jdbc.sql("select convert_from(manifest, 'UTF8') from kernel_image limit 1")
            .query(String.class)
            .single();
    assertThat(JSON.readTree(kept).get("payload").asString())
        .isEqualTo(TestManifests.envelope(payload().toString()).payload());
  }

  @Test
  void neverChangesAKernelImage() {
    upload(request(payload()), KERNEL, INITRD);

    assertThatExceptionOfType(DataAccessException.class)
        .isThrownBy(() -> jdbc.sql("update kernel_image set name = 'other'").update())
        .withMessageContaining("is never changed");
  }

  @Test
  void givesNoBlobToAStranger() {
    String path = blobPath();

    assertProblem(get(path), HttpStatus.UNAUTHORIZED, "unauthenticated", "not signed");
    assertThat(getAs(UUID.randomUUID().toString(), path, "").getStatusCode())
        .isEqualTo(HttpStatus.UNAUTHORIZED);
  }

  @Test
  void knowsNoBlobOfAnotherDigestOrOfNone() {
    String host = enrolledHost();

    assertThat(getAs(host, "/agent/v1/blobs/" + "0".repeat(64), "").getStatusCode())
        .isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(getAs(host, "/agent/v1/blobs/..%2f..%2fjoin-token", "").getStatusCode())
        .isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(getAs(host, "/agent/v1/blobs/join-token", "").getStatusCode())
        .isEqualTo(HttpStatus.BAD_REQUEST);
  }

  @Test
  void givesABlobWholeWithItsDigestAsETag() {
    String path = blobPath();

    ResponseEntity<byte[]> answer = getAs(wanting(path), path, "");

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
    assertThat(answer.getBody()).isEqualTo(INITRD);
    assertThat(answer.getHeaders().getContentLength()).isEqualTo(INITRD.length);
    assertThat(answer.getHeaders().getETag())
        .isEqualTo("\"" + path.substring(path.lastIndexOf('/') + 1) + "\"");
  }

  @Test
  void resumesABlobInTheMiddle() {
    String path = blobPath();

    ResponseEntity<byte[]> answer = getAs(wanting(path), path, "bytes=3-");

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.PARTIAL_CONTENT);
    assertThat(answer.getBody()).asString().isEqualTo("initramfs");
    assertThat(answer.getHeaders().getFirst(HttpHeaders.CONTENT_RANGE)).isEqualTo("bytes 3-11/12");
    assertThat(answer.getHeaders().getContentLength()).isEqualTo(9);
  }

  @Test
  void refusesARangeBehindTheEnd() {
    String path = blobPath();

    assertThat(getAs(wanting(path), path, "bytes=12-").getStatusCode())
        .isEqualTo(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
  }

  private static ObjectNode payload() {
    return (ObjectNode)
        JSON.readTree(
            TestManifests.payload(
                RELEASE,
                TestManifests.blob(KERNEL),
                TestManifests.blob(INITRD),
                TestManifests.EXPIRES));
  }

  private static Map<String, Object> request(ObjectNode payload) {
    return new HashMap<>(
        Map.of(
            "name", "bookworm backports", "manifest", TestManifests.envelope(payload.toString())));
  }

  private ResponseEntity<String> upload(Map<String, Object> request, byte[] kernel, byte[] initrd) {
    MultiValueMap<String, Object> parts = new LinkedMultiValueMap<>();
    parts.add("kernelImage", request);
    parts.add("kernel", file(kernel));
    parts.add("initrd", file(initrd));
    return post(parts);
  }

  private static Resource file(byte[] content) {
    return new ByteArrayResource(content) {
      @Override
      public String getFilename() {
        return "file";
      }
    };
  }

  private ResponseEntity<String> post(MultiValueMap<String, Object> parts) {
    return client
        .post()
        .uri("/api/v1/kernel-images")
        .contentType(MediaType.MULTIPART_FORM_DATA)
        .body(parts)
        .retrieve()
        .toEntity(String.class);
  }

  private ResponseEntity<String> post(Object request) {
    return client
        .post()
        .uri("/api/v1/kernel-images")
        .contentType(MediaType.APPLICATION_JSON)
        .body(JSON.writeValueAsString(request))
        .retrieve()
        .toEntity(String.class);
  }

  private ResponseEntity<String> get(String path) {
    return client.get().uri(path).retrieve().toEntity(String.class);
  }

  private ResponseEntity<byte[]> getAs(String host, String path, String range) {
    return client
        .get()
        .uri(URI.create("http://127.0.0.1:" + port + path))
        .headers(
            headers -> {
              key.headers("GET", path, "", host).forEach(headers::set);
              if (!range.isEmpty()) {
                headers.set(HttpHeaders.RANGE, range);
              }
            })
        .retrieve()
        .toEntity(byte[].class);
  }

  private String blobPath() {
    JsonNode created = JSON.readTree(upload(request(payload()), KERNEL, INITRD).getBody());
    return "/agent/v1/blobs/" + created.at("/initrd/sha256").asString();
  }

  /** Enrols the host of this test's key, once. */
  private String enrolledHost() {
    ObjectNode request =
        (ObjectNode)
            JSON.readTree(
                Path.of("../docs/reference/agent-protocol/examples/register-request.json")
                    .toFile());
    request.put("joinToken", "join");
    request.put("publicKey", key.publicKey().toString());
    ((ObjectNode) request.get("facts")).put("machineId", key.publicKey().sha256().hex());
    String body = request.toString();
    String answer =
        client
            .post()
            .uri("/agent/v1/register")
            .contentType(MediaType.APPLICATION_JSON)
            .headers(
                headers ->
                    key.headers("POST", "/agent/v1/register", body, key.publicKey().sha256().hex())
                        .forEach(headers::set))
            .body(body)
            .retrieve()
            .body(String.class);
    return JSON.readTree(answer).get("hostId").asString();
  }

  /** Returns the host, on which a reboot wants the kernel image with this initrd. */
  private String wanting(String path) {
    String host = enrolledHost();
    String image =
        jdbc.sql(
                "select id from kernel_image where initrd_sha256 = decode(:initrd, 'hex')"
                    + " order by created_at desc limit 1")
            .param("initrd", path.substring(path.lastIndexOf('/') + 1))
            .query(String.class)
            .single();
    jdbc.sql("update reboot set state = 'ABORTED', deadline = null where deadline is not null")
        .update();
    jdbc.sql(
            """
            with planned as (
              insert into rollout (id, name, kernel_image_id, match_labels, waves, max_unavailable,
                                   failure_budget, soak_millis, boot_deadline_millis, state,
                                   open_wave, finished_at)
              values (gen_random_uuid(), 'r', cast(:image as uuid), '{}', array['100%'], '1', 0, 0,
                      1000, 'ABORTED', 0, now())
              returning id)
            insert into reboot (id, rollout_id, host_id, wave, state, deadline, from_release,
                                from_boot_id, to_release, soak_millis, boot_deadline_millis)
            select gen_random_uuid(), id, cast(:host as uuid), 0, 'STAGING',
                   now() + interval '1 hour', '6.1', 'b', '6.12', 0, 1000
            from planned
            """)
        .param("image", image)
        .param("host", host)
        .update();
    return host;
  }

  private static void assertProblem(
      ResponseEntity<String> answer, HttpStatus status, String code, String detail) {
    assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(status);
    JsonNode problem = JSON.readTree(answer.getBody());
    assertThat(problem.get("code").asString()).isEqualTo(code);
    assertThat(problem.get("detail").asString()).contains(detail);
  }
}
