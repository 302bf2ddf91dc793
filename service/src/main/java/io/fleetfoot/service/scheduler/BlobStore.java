package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Keeps files under their digests, outside the heap. */
public interface BlobStore {

  /** Keeps all bytes of the stream, on disk for good when this returns. */
  Blob put(InputStream bytes) throws IOException;

  /**
   * Keeps all bytes of the stream if they have the digest, and nothing if not.
   *
   * @throws WrongDigestException if they have another
   */
  Blob put(InputStream bytes, Sha256 expected) throws IOException;

  /** Returns the blob of this digest, if it is kept. */
  Optional<Blob> find(Sha256 digest);

  /** Opens a blob for reading from its first byte; skipping in it reads nothing. */
  InputStream open(Sha256 digest) throws IOException;
}
