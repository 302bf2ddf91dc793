package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Sha256;
import io.fleetfoot.service.scheduler.BlobStore;
import io.fleetfoot.service.scheduler.HostBlobs;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Hands the files of kernel images to the agents that want them, whole or in ranges. */
@RestController
class BlobController {

  private final HostBlobs hostBlobs;
  private final BlobStore blobs;

  BlobController(HostBlobs hostBlobs, BlobStore blobs) {
    this.hostBlobs = hostBlobs;
    this.blobs = blobs;
  }

  /** Answers 206 for a Range: Spring cuts a {@link Resource} that comes with status 200. */
  @GetMapping("/agent/v1/blobs/{sha256}")
  ResponseEntity<Resource> get(
      @RequestAttribute(HostAuthentication.HOST) HostId host, @PathVariable String sha256) {
    Blob blob = hostBlobs.get(host, digest(sha256));
    return ResponseEntity.ok()
        .eTag("\"" + blob.sha256() + "\"")
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .body(new BlobResource(blob, blobs));
  }

  private static Sha256 digest(String hex) {
    try {
      return new Sha256(hex);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("$", String.valueOf(e.getMessage()));
    }
  }

  private static final class BlobResource extends AbstractResource {

    private final Blob blob;
    private final BlobStore blobs;

    BlobResource(Blob blob, BlobStore blobs) {
      this.blob = blob;
      this.blobs = blobs;
    }

    @Override
    public long contentLength() {
      return blob.size();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return blobs.open(blob.sha256());
    }

    @Override
    public String getDescription() {
      return "blob " + blob.sha256();
    }
  }
}
