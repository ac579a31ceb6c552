package mediaworker.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.PlainSql;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import mediaworker.store.sqlite.desk.SqlitePipelineDesk;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Which package may know which, and which library stays where.
 *
 * <p>Plain tests rather than ArchUnit's annotated fields: Surefire would run none of those and tell
 * of a success.
 */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("mediaworker");

  @Test
  void the_classes_are_found_at_all() {
    assertThat(CLASSES.size()).isGreaterThanOrEqualTo(100);
  }

  @Test
  void every_package_has_a_rule_below() {
    classes()
        .should()
        .resideInAnyPackage(
            Stream.of(
                    "concurrent",
                    "text",
                    "network",
                    "filetype",
                    "disk",
                    "workspace",
                    "providers",
                    "config",
                    "process",
                    "media",
                    "assets",
                    "jobs",
                    "pipelines",
                    "handlers",
                    "store",
                    "worker",
                    "demo",
                    "http",
                    "webhooks",
                    "app",
                    "cli")
                .map(name -> "mediaworker." + name + "..")
                .toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void concurrent_knows_nothing_of_ours() {
    knowsOnly("concurrent");
  }

  @Test
  void text_knows_nothing_of_ours() {
    knowsOnly("text");
  }

  @Test
  void workspace_knows_disk() {
    knowsOnly("workspace", "disk");
  }

  @Test
  void filetype_knows_nothing_of_ours() {
    knowsOnly("filetype");
  }

  @Test
  void disk_knows_nothing_of_ours() {
    knowsOnly("disk");
  }

  @Test
  void network_knows_nothing_of_ours() {
    knowsOnly("network");
  }

  @Test
  void providers_know_network_filetype_disk_and_concurrent() {
    knowsOnly("providers", "network", "filetype", "disk", "concurrent");
  }

  @Test
  void a_provider_does_not_know_another() {
    slices()
        .matching("mediaworker.providers.(*)")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(alwaysTrue(), resideInAPackage("mediaworker.providers.http"))
        .check(CLASSES);
  }

  @Test
  void config_knows_text() {
    knowsOnly("config", "text");
  }

  @Test
  void process_knows_workspace_and_concurrent() {
    knowsOnly("process", "workspace", "concurrent");
  }

  @Test
  void media_knows_process_and_concurrent() {
    knowsOnly("media", "process", "concurrent");
  }

  @Test
  void of_the_keyers_parts_each_knows_only_those_before_it() {
    eachKnowsOnlyThoseBefore(
        "mediaworker.media.keying",
        ".color",
        ".request",
        ".analysis.grid",
        ".analysis.clip",
        ".analysis.screen",
        ".analysis.plate",
        ".analysis.coverage",
        ".analysis.spill",
        ".analysis.zones",
        ".analysis",
        ".graph",
        ".output",
        "");
  }

  @Test
  void of_the_stores_parts_each_knows_only_those_before_it() {
    eachKnowsOnlyThoseBefore(
        "mediaworker.store.sqlite",
        ".database",
        ".schema",
        ".rows",
        ".calls",
        ".needs",
        ".queue",
        ".claims",
        "",
        ".desk");
  }

  @Test
  void of_the_store_others_know_what_they_work_with_and_no_sql() {
    noClasses()
        .that()
        .resideOutsideOfPackage("mediaworker.store..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("mediaworker.store..")
                .and(
                    not(
                        belongToAnyOf(
                            SqliteJobStore.class,
                            SqliteJobDesk.class,
                            SqlitePipelineDesk.class,
                            SqliteCallDesk.class,
                            PlainSql.class,
                            SqliteDatabase.class))))
        .check(CLASSES);
  }

  @Test
  void assets_knows_network_filetype_disk_workspace_concurrent_and_text() {
    knowsOnly("assets", "network", "filetype", "disk", "workspace", "concurrent", "text");
  }

  @Test
  void jobs_knows_concurrent() {
    knowsOnly("jobs", "concurrent");
  }

  @Test
  void handlers_know_jobs_media_assets_providers_disk_process_concurrent_and_text() {
    knowsOnly(
        "handlers",
        "jobs",
        "media",
        "assets",
        "filetype",
        "disk",
        "providers",
        "process",
        "concurrent",
        "text");
  }

  @Test
  void of_the_handlers_only_that_of_programs_starts_processes() {
    noClasses()
        .that()
        .resideInAPackage("mediaworker.handlers..")
        .and()
        .resideOutsideOfPackage("mediaworker.handlers.command")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("mediaworker.process..")
        .check(CLASSES);
  }

  @Test
  void pipelines_know_jobs_and_text() {
    knowsOnly("pipelines", "jobs", "text");
  }

  @Test
  void yaml_stays_with_the_pipelines() {
    staysIn("tools.jackson.dataformat..", "pipelines");
  }

  @Test
  void store_knows_jobs() {
    knowsOnly("store", "jobs");
  }

  @Test
  void worker_knows_jobs_workspace_concurrent_and_text() {
    knowsOnly("worker", "jobs", "workspace", "concurrent", "text");
  }

  @Test
  void demo_knows_media_process_and_concurrent() {
    knowsOnly("demo", "media", "process", "concurrent");
  }

  @Test
  void http_knows_jobs_text_and_concurrent() {
    knowsOnly("http", "jobs", "text", "concurrent");
  }

  @Test
  void webhooks_know_jobs_network_and_concurrent() {
    knowsOnly("webhooks", "jobs", "network", "concurrent");
  }

  @Test
  void serving_http_stays_in_http() {
    staysIn("com.sun.net.httpserver..", "http");
  }

  @Test
  void metrics_stay_in_http() {
    staysIn("io.micrometer..", "http");
  }

  @Test
  void app_knows_everything_but_the_command_line() {
    noClasses()
        .that()
        .resideInAPackage("mediaworker.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("mediaworker.cli..")
        .check(CLASSES);
  }

  @Test
  void the_command_line_knows_app_config_jobs_and_demo_and_what_it_wires() {
    knowsOnly(
        "cli",
        "app",
        "config",
        "handlers",
        "providers",
        "jobs",
        "pipelines",
        "demo",
        "http",
        "webhooks",
        "store",
        "worker",
        "assets",
        "media",
        "process",
        "concurrent",
        "text");
  }

  @Test
  void of_the_command_lines_parts_each_knows_only_those_before_it() {
    eachKnowsOnlyThoseBefore(
        "mediaworker.cli",
        ".console",
        ".wiring",
        ".desk",
        ".look",
        ".submit",
        ".steer",
        ".check",
        ".daemon",
        ".setup",
        "");
  }

  @Test
  void commands_of_one_kind_do_not_know_those_of_another() {
    slices()
        .matching("mediaworker.cli.(*)")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            alwaysTrue(),
            resideInAnyPackage(
                "mediaworker.cli.console", "mediaworker.cli.wiring", "mediaworker.cli.desk"))
        .check(CLASSES);
  }

  @Test
  void only_commands_that_wire_parts_know_the_parts() {
    noClasses()
        .that()
        .resideInAPackage("mediaworker.cli..")
        .and()
        .resideOutsideOfPackage("mediaworker.cli.wiring")
        .and()
        .haveNameNotMatching(
            ".*\\.(SetupCheck|Prepare|PipelineRun|PipelineWatch|Terminal|Types.*|(Init|Demo|Pipeline|Resolve)Command)")
        .should()
        .dependOnClassesThat(
            resideInAPackage("mediaworker..")
                .and(resideOutsideOfPackage("mediaworker.cli.."))
                .and(resideOutsideOfPackage("mediaworker.app"))
                .and(resideOutsideOfPackage("mediaworker.config"))
                .and(resideOutsideOfPackage("mediaworker.jobs"))
                .and(resideOutsideOfPackage("mediaworker.text")))
        .check(CLASSES);
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("mediaworker.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void sql_stays_in_store() {
    staysIn("java.sql..", "store");
  }

  @Test
  void the_connection_pool_stays_in_store() {
    staysIn("com.zaxxer..", "store");
  }

  @Test
  void http_clients_stay_where_files_are_fetched_providers_called_and_callbacks_told() {
    staysIn("okhttp3..", "network", "assets", "providers", "handlers.remote", "webhooks", "app");
  }

  @Test
  void spreadsheets_stay_with_the_product_shoot() {
    staysIn("org.dhatim..", "handlers.parents");
  }

  @Test
  void signing_for_s3_stays_with_the_bucket() {
    staysIn("software.amazon..", "assets.s3");
  }

  @Test
  void command_line_parsing_stays_in_cli_and_config() {
    staysIn("picocli..", "cli", "config");
  }

  @Test
  void child_processes_are_started_in_process_only() {
    noClasses()
        .that(resideOutsideOfPackage("mediaworker.process.."))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .check(CLASSES);
  }

  @Test
  void nobody_sleeps_where_a_signal_could_be_waited_for() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .check(CLASSES);
  }

  @Test
  void no_package_is_a_drawer_for_everything() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..helpers..")
        .check(CLASSES);
  }

  @Test
  void every_package_is_checked_for_null() {
    List<String> unmarked =
        CLASSES.stream()
            .map(type -> type.getPackage())
            .distinct()
            .filter(found -> !found.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();

    assertThat(unmarked).isEmpty();
  }

  /** Of our packages, a package may use its own classes and those of the packages named. */
  private static void knowsOnly(String name, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(name), Stream.of(others))
            .map(other -> "mediaworker." + other + "..")
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage("mediaworker." + name + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("mediaworker..").or(resideInAnyPackage(allowed)))
        .check(CLASSES);
  }

  /** Each of the packages, named without those below it, may not know the ones named after it. */
  private static void eachKnowsOnlyThoseBefore(String root, String... parts) {
    List<String> packages = Stream.of(parts).map(root::concat).toList();
    for (int part = 0; part < packages.size() - 1; part++) {
      noClasses()
          .that()
          .resideInAPackage(packages.get(part))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages.subList(part + 1, packages.size()).toArray(String[]::new))
          .check(CLASSES);
    }
  }

  private static void staysIn(String library, String... homes) {
    String[] packages =
        Stream.of(homes).map(home -> "mediaworker." + home + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }
}
