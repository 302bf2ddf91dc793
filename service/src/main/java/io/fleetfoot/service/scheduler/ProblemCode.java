package io.fleetfoot.service.scheduler;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every code that an answer of the service can carry when it is a problem; codes never change. */
public enum ProblemCode {
  MALFORMED_REQUEST(
      400,
      "The request cannot be read as what it is sent for. `errors` names each fault by its path:"
          + " `$.waves[1]` in the body, `?limit` in the query. Mend it and send it again."),
  UNKNOWN_QUERY_PARAMETER(
      400,
      "The query has parameters that this endpoint does not know; `errors` names them. A filter that"
          + " were silently ignored would choose too much."),
  IDEMPOTENCY_KEY_INVALID(
      400, "`Idempotency-Key` is not 1 to 255 visible ASCII characters. Use a UUID."),
  PRECONDITION_UNSUPPORTED(
      400,
      "`If-Match` was sent to an endpoint that cannot hold to it. Send the request without it, if"
          + " that is meant."),
  UNAUTHENTICATED(
      401, "Nobody is known by the credentials, or there are none. Send `Authorization`."),
  TOKEN_EXPIRED(401, "The API token is beyond its expiry. Ask an admin for a new one."),
  TOKEN_REVOKED(401, "The API token was revoked. Ask an admin for a new one."),
  BAD_SIGNATURE(
      401,
      "An agent's request has no signature that its host's key made over this request. Look whether"
          + " something between agent and service changes requests."),
  CLOCK_SKEW(
      401, "An agent's request was signed too long ago, or in the future. Set the host's clock."),
  REPLAYED(401, "An agent's request came twice. Agents sign each try anew."),
  JOIN_TOKEN_EXPIRED(401, "The join token is beyond its expiry. Make another."),
  JOIN_TOKEN_REVOKED(401, "The join token was revoked. Make another."),
  JOIN_TOKEN_USED_UP(401, "As many hosts joined with the join token as may. Make another."),
  HOST_REVOKED(403, "An admin revoked the host's key. The host has to enrol anew."),
  FORBIDDEN(403, "Who asks is known, and may not do this. Ask for the role that it needs."),
  APPROVER_IS_AUTHOR(403, "Who asked for a rollout may not approve it. Another one has to."),
  NOT_FOUND(404, "There is nothing of that kind with that id, or no such path."),
  METHOD_NOT_ALLOWED(405, "The path is right, the method is not; `Allow` says which are."),
  NOT_ACCEPTABLE(406, "The endpoint cannot answer in a media type that `Accept` allows."),
  NO_HOSTS_MATCH(409, "The selector of the rollout chooses no host. Look at the hosts' labels."),
  ROLLOUT_ENDED(409, "The rollout has ended already, and not by an abort. There is nothing to do."),
  ROLLOUT_IN_OTHER_STATE(
      409,
      "The rollout is not in a state in which that means something; `detail` says in which it is and"
          + " which are wanted."),
  WAVE_NOT_DONE(
      409,
      "The open wave has reboots that have not ended, so that it cannot be promoted. Wait for them,"
          + " or skip them."),
  REBOOT_ENDED(409, "The reboot has ended already, so that it cannot be skipped."),
  REBOOT_PAST_RETURN(
      409, "The host is past the point of no return, so that its reboot cannot be skipped."),
  REBOOT_IN_PROGRESS(
      409,
      "The host is on its way down or up, so that nobody's word can declare it up. Its reboot ends by"
          + " boot proof or at its deadline."),
  REPORT_OUT_OF_PLACE(
      409, "An agent reported what does not fit its reboot as it stands. Agents poll again."),
  HOST_ALREADY_ENROLLED(
      409,
      "A host of this machine id has enrolled with another key. An admin must revoke that one first."),
  KEY_IN_USE(
      409,
      "Another host has enrolled with this key; was its state directory copied? Make a new key."),
  TOKEN_NAME_TAKEN(409, "A live API token has this name. Choose another, or revoke that one."),
  JOIN_TOKEN_NAME_TAKEN(409, "A join token has this name. Choose another, or revoke that one."),
  UPTIME_POLICY_NAME_TAKEN(
      409, "An uptime policy has this name. Choose another, or change or delete that one."),
  MANIFEST_MISSING(409, "The kernel image has no signed manifest. Sign it, and register it anew."),
  MANIFEST_EXPIRED(
      409,
      "The signed manifest is beyond its expiry, so that no agent would boot it. Sign it anew."),
  IDEMPOTENCY_IN_PROGRESS(
      409,
      "The same request is being worked on under this `Idempotency-Key`. Send it again in a moment."),
  IDEMPOTENCY_SECRET_ANSWER(
      409,
      "The request under this `Idempotency-Key` was done, and its answer was a secret, which is not"
          + " kept. If it got lost, revoke what was made and make another under another key."),
  PRECONDITION_FAILED(
      412,
      "What `If-Match` names is not as it was any more; `ETag` says how it is. Read it again, and"
          + " decide again."),
  CONTENT_TOO_LARGE(413, "The body is larger than this endpoint takes."),
  BODY_TOO_LARGE(413, "An agent's body is larger than the service reads from agents."),
  UNSUPPORTED_MEDIA_TYPE(415, "The endpoint does not take bodies of this `Content-Type`."),
  NOT_A_KERNEL(
      422,
      "The file is not a kernel that agents can boot. Send a bzImage (vmlinuz) or an x86-64 vmlinux."),
  WRONG_RELEASE(
      422,
      "The kernel in the file is of another release than the request says. Send the right one."),
  EMPTY_INITRD(422, "The initrd has no bytes."),
  INITRD_MISMATCH(
      422,
      "There is an initrd and the manifest names none, or the other way round. Send what it names."),
  DIGEST_MISMATCH(422, "The bytes that came are not those that were announced. Send them again."),
  NO_SUCH_FILE(422, "The path leads to no regular file on the service's machine."),
  OUTSIDE_IMPORT_DIRECTORY(422, "The path leads out of `fleetfoot.import-directory`."),
  IMPORT_NOT_CONFIGURED(
      422, "Registering by path needs `fleetfoot.import-directory`. Set it, or upload the files."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "This `Idempotency-Key` belongs to another request. Use a new key for every new request."),
  TOO_MANY_REQUESTS(429, "Too much was asked in too short a time; `Retry-After` says when."),
  INTERNAL_ERROR(500, "The service failed; its log says why."),
  DATABASE_UNAVAILABLE(503, "The database does not answer. Try again in a moment."),
  ISSUER_UNAVAILABLE(
      503, "The identity provider does not answer, so that no token of its can be judged."),
  TOO_MANY_SUBSCRIBERS(
      503,
      "This replica feeds as many event streams as it can. Try again after `Retry-After`, or at"
          + " another replica.");

  private final int status;
  private final String sentence;

  ProblemCode(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  /** Returns the code on the wire, such as {@code no-hosts-match}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the HTTP status that the problem is answered with. */
  public int status() {
    return status;
  }

  /** Returns what the code means and what to do, in Markdown. */
  public String sentence() {
    return sentence;
  }

  /** Returns the URI reference that names the problem's type, and that tells of it. */
  public String type() {
    return "/problems/" + wireName();
  }

  /** Returns the code's name in words, such as {@code host busy}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Returns the code of that name on the wire. */
  public static Optional<ProblemCode> named(String wireName) {
    return Arrays.stream(values()).filter(code -> code.wireName().equals(wireName)).findFirst();
  }
}
