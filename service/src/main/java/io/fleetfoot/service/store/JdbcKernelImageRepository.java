package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Envelope;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImage.Proof;
import io.fleetfoot.service.fleet.KernelImageDescription;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.KernelRelease;
import io.fleetfoot.service.fleet.Sha256;
import io.fleetfoot.service.fleet.SignedManifest;
import io.fleetfoot.service.scheduler.KernelImageRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcKernelImageRepository implements KernelImageRepository {

  private static final String INSERT =
      """
      insert into kernel_image (id, name, kernel_release, architecture, command_line,
                                kernel_sha256, kernel_size, initrd_sha256, initrd_size,
                                manifest, expires_at)
      values (:id, :name, :release, :architecture, :commandLine,
              decode(:kernelSha256, 'hex'), :kernelSize, decode(:initrdSha256, 'hex'), :initrdSize,
              convert_to(:manifest, 'UTF8'), :expiresAt)
      returning id, name, kernel_release, architecture, command_line,
                encode(kernel_sha256, 'hex') as kernel_sha256, kernel_size,
                encode(initrd_sha256, 'hex') as initrd_sha256, initrd_size, created_at,
                convert_from(manifest, 'UTF8') as manifest, expires_at
      """;

  static final String SELECT =
      """
      select id, name, kernel_release, architecture, command_line,
             encode(kernel_sha256, 'hex') as kernel_sha256, kernel_size,
             encode(initrd_sha256, 'hex') as initrd_sha256, initrd_size, created_at,
                convert_from(manifest, 'UTF8') as manifest, expires_at
      from kernel_image
      """;

  private static final String FIND = SELECT + "where id = :id";

  private static final String LIST = SELECT + "order by created_at desc, id";

  private final JdbcClient jdbc;

  JdbcKernelImageRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public KernelImage insert(KernelImageId id, SignedManifest manifest) {
    KernelImageDescription description = manifest.description();
    Blob kernel = manifest.kernel();
    Optional<Blob> initrd = manifest.initrd();
    return jdbc.sql(INSERT)
        .param("id", id.value())
        .param("name", description.name())
        .param("release", description.release().value())
        .param("architecture", description.architecture())
        .param("commandLine", description.commandLine())
        .param("kernelSha256", kernel.sha256().hex())
        .param("kernelSize", kernel.size())
        .param("initrdSha256", initrd.map(blob -> blob.sha256().hex()).orElse(null))
        .param("initrdSize", initrd.map(Blob::size).orElse(null), Types.BIGINT)
        .param("manifest", Json.write(manifest.envelope()))
        .param("expiresAt", manifest.expiresAt().atOffset(ZoneOffset.UTC))
        .query(JdbcKernelImageRepository::kernelImage)
        .single();
  }

  @Override
  public Optional<KernelImage> find(KernelImageId id) {
    return jdbc.sql(FIND)
        .param("id", id.value())
        .query(JdbcKernelImageRepository::kernelImage)
        .optional();
  }

  @Override
  public List<KernelImage> list() {
    return jdbc.sql(LIST).query(JdbcKernelImageRepository::kernelImage).list();
  }

  static KernelImage kernelImage(ResultSet row, int index) throws SQLException {
    return new KernelImage(
        new KernelImageId(row.getObject("id", UUID.class)),
        new KernelImageDescription(
            row.getString("name"),
            new KernelRelease(row.getString("kernel_release")),
            row.getString("architecture"),
            row.getString("command_line")),
        blob(row, "kernel"),
        row.getString("initrd_sha256") == null
            ? Optional.empty()
            : Optional.of(blob(row, "initrd")),
        Rows.instant(row, "created_at"),
        proof(row));
  }

  private static @Nullable Proof proof(ResultSet row) throws SQLException {
    String manifest = row.getString("manifest");
    return manifest == null
        ? null
        : new Proof(Json.read(manifest, Envelope.class), Rows.instant(row, "expires_at"));
  }

  private static Blob blob(ResultSet row, String which) throws SQLException {
    return new Blob(new Sha256(row.getString(which + "_sha256")), row.getLong(which + "_size"));
  }
}
