package mediaworker.store.sqlite.database;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import mediaworker.jobs.Presence;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The database file and how its connections are set up.
 *
 * <p>Never opens the file by other means than SQLite: closing any descriptor of it would drop the
 * process's locks (https://sqlite.org/howtocorrupt.html §2.2).
 */
public final class SqliteDatabase {

  /** How surely a commit is on the disk when it returns. */
  public enum Durability {
    /** Also after a power cut. */
    FULL,
    /** After a crash of programs; the last moments before a power cut may be lost. */
    NORMAL
  }

  /** What is said of a database of which files cannot be written. */
  static final String UNWRITABLE =
      "cannot be written, which even looking at it needs (SQLite keeps its -wal and -shm files beside"
          + " it): check the owner and rights of it and its folder, or run this as their owner.";

  /** How long a connection waits for a lock of others. */
  public static final int BUSY_MILLIS = 10_000;

  /** Pages in the WAL at which SQLite copies them back; a commit then pays for it. */
  private static final int CHECKPOINT_PAGES = 4_000;

  /** To this size the WAL is cut when it is begun anew, however large a long reader let it grow. */
  private static final int WAL_BYTES = 64 << 20;

  private static final List<String> NETWORK_FILE_SYSTEMS =
      List.of("nfs", "cifs", "smb", "9p", "afs", "fuse", "vboxsf", "virtiofs");

  private final Path file;
  private final Path named;
  private final Durability durability;
  private final Function<WorkerId, Presence> presence;

  private SqliteDatabase(Path file, Path named, Durability durability) {
    this(file, named, durability, worker -> Presence.ELSEWHERE);
  }

  private SqliteDatabase(
      Path file, Path named, Durability durability, Function<WorkerId, Presence> presence) {
    this.file = file;
    this.named = named;
    this.durability = durability;
    this.presence = presence;
  }

  /**
   * The same database, whose shape is not changed while a worker is at it.
   *
   * @param known what can be told of workers; without it only of those that hold rows
   */
  public SqliteDatabase among(Function<WorkerId, Presence> known) {
    return new SqliteDatabase(file, named, durability, known);
  }

  /** What is known of a worker: whether it is there. */
  public Presence presence(WorkerId worker) {
    return presence.apply(worker);
  }

  /** Why nobody can tell whether there is a file; empty where it can be told. */
  private static Optional<String> unreachable(Path file) {
    try {
      Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty(); // it is missing, which is told with what to do
    } catch (AccessDeniedException e) {
      return Optional.of("a folder on the way to it is closed to this user");
    } catch (FileSystemException e) {
      return Optional.ofNullable(e.getReason()); // in the system's words
    } catch (IOException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /**
   * An existing database.
   *
   * @throws StoreException when the file is missing, no file, or may not be written
   */
  public static SqliteDatabase existing(Path file, Durability durability) throws StoreException {
    Optional<String> unreachable = unreachable(file);
    if (unreachable.isPresent()) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE,
          "The database " + file + " cannot be reached: " + unreachable.get() + ".");
    }
    if (!Files.exists(file)) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE,
          "There is no database at " + file + ". Make one with: bin/worker init --db " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE, "The database " + file + " is not a file.");
    }
    if (!Files.isWritable(file)) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE, "The database " + file + " " + UNWRITABLE);
    }
    // The links are resolved, since the -wal file lies beside the real file.
    try {
      return new SqliteDatabase(file.toRealPath(), file.toAbsolutePath(), durability);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE,
          "The database " + file + " cannot be opened: check that its folder can be read.",
          e);
    }
  }

  /**
   * A database that is made when it is missing, with its folder.
   *
   * @throws StoreException when the folder cannot be made
   */
  public static SqliteDatabase orNew(Path file, Durability durability) throws StoreException {
    if (Files.exists(file)) {
      return existing(file, durability);
    }
    Path absolute = file.toAbsolutePath().normalize();
    try {
      Path folder = absolute.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (FileAlreadyExistsException e) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE,
          "The folder of the database "
              + file
              + " cannot be made, since "
              + e.getFile()
              + (Files.exists(Path.of(e.getFile()))
                  ? " is not a folder."
                  : " is a link to something that is not there."),
          e);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE,
          "The folder of the database " + file + " cannot be made: check the rights above it.",
          e);
    }
    return new SqliteDatabase(absolute, absolute, durability);
  }

  /**
   * The files that belong to a database, those that come and go with its connections included. None
   * of them may be opened by this process but through SQLite.
   */
  public static List<Path> filesOf(Path file) {
    return Stream.of("", "-wal", "-shm", "-journal")
        .map(end -> file.resolveSibling(file.getFileName() + end))
        .toList();
  }

  /**
   * Removes what killed processes of the last days have left of SQLite's native library in the
   * temporary folder, each time a megabyte or two.
   */
  public static void removeLeftLibraries() {
    String folder = System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"));
    LeftLibraries.remove(Path.of(folder), Instant.now().minus(Duration.ofDays(1)));
  }

  /** The file, absolute, links resolved. */
  public Path file() {
    return file;
  }

  /** The path by which it was asked for, absolute; a link in it may come to stand for another. */
  Path named() {
    return named;
  }

  /** Whether the platform tells of writes in the database's folder at once. */
  boolean canBeWatched() {
    if (!System.getProperty("os.name", "").startsWith("Linux")) {
      return false; // the JDK polls every few seconds on macOS
    }
    try {
      String type = Files.getFileStore(file).type().toLowerCase(Locale.ROOT);
      return NETWORK_FILE_SYSTEMS.stream().noneMatch(type::startsWith);
    } catch (IOException e) {
      return false;
    }
  }

  /** A connection for the single writer. */
  public Connection openWriter() throws StoreException {
    try {
      Connection connection = dataSource().getConnection();
      try {
        ensureWal(connection);
        LockWait.on(connection);
      } catch (SQLException | StoreException e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      throw SqliteErrors.explain(file, e);
    }
  }

  /** Makes connections with all our settings. */
  public SQLiteDataSource dataSource() {
    return dataSource(durability);
  }

  /** Makes connections with all our settings, as durable as is asked for. */
  public SQLiteDataSource dataSource(Durability durability) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setSynchronous(
        durability == Durability.FULL
            ? SQLiteConfig.SynchronousMode.FULL
            : SQLiteConfig.SynchronousMode.NORMAL);
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, String.valueOf(CHECKPOINT_PAGES));
    config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, String.valueOf(WAL_BYTES));
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /** WAL is a property of the file, so this changes something only the first time. */
  private void ensureWal(Connection connection) throws SQLException, StoreException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("PRAGMA journal_mode = WAL")) {
      String mode = result.next() ? result.getString(1) : "";
      if (!"wal".equalsIgnoreCase(mode)) {
        throw new StoreException(
            StoreException.Kind.UNUSABLE,
            "The database "
                + file
                + " cannot be put into WAL mode (it stays in \""
                + mode
                + "\"). WAL needs a local file system with shared memory: move the database off"
                + " network mounts and special file systems.");
      }
    }
  }
}
