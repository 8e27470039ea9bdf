package org.chainsmith.app;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.UUID;

/** The shape of the whole: what may know what. */
@AnalyzeClasses(packages = "org.chainsmith", importOptions = ImportOption.DoNotIncludeTests.class)
final class HexagonTest {
    @ArchTest
    static final ArchRule CORE_DEPENDS_ON_NOTHING = classes()
            .that()
            .resideInAPackage("org.chainsmith.core..")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("org.chainsmith.core..", "java..", "org.jspecify.annotations..", "org.slf4j.."));

    @ArchTest
    static final ArchRule ADAPTERS_DO_NOT_SEE_EACH_OTHER = slices().matching(
                    "org.chainsmith.(qemuimg|libvirt|cinder)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule NOBODY_SEES_THE_APPLICATION = noClasses()
            .that()
            .resideOutsideOfPackage("org.chainsmith.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.chainsmith.app..");

    @ArchTest
    static final ArchRule ADAPTERS_DO_NOT_SEE_THE_TEST_KIT = noClasses()
            .that()
            .resideOutsideOfPackage("org.chainsmith.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.chainsmith.testkit..");

    @ArchTest
    static final ArchRule THE_TEST_KIT_DEPENDS_ON_CORE_AND_TEST_LIBRARIES = classes()
            .that()
            .resideInAPackage("org.chainsmith.testkit..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "org.chainsmith.testkit..",
                    "org.chainsmith.core..",
                    "java..",
                    "org.jspecify.annotations..",
                    "org.junit..",
                    "org.opentest4j..",
                    "net.jqwik..",
                    "org.assertj.."));

    @ArchTest
    static final ArchRule NATIVE_CALLS_ARE_IN_FEW_PLACES = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.chainsmith.qemuimg.posix..", "org.chainsmith.qemuimg.network..", "org.chainsmith.libvirt..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule JAXB_IS_IN_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackage("org.chainsmith.libvirt.xml..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.xml.bind..");

    @ArchTest
    static final ArchRule ONLY_ITS_ADAPTER_SEES_LIBVIRT = noClasses()
            .that()
            .resideOutsideOfPackage("org.chainsmith.libvirt..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.libvirt..");

    @ArchTest
    static final ArchRule HTTP_CALLS_ARE_MADE_WHERE_OTHERS_ARE_ASKED = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.chainsmith.cinder.http..", "org.chainsmith.app.remote..", "org.chainsmith.testkit.lab..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule EVENTS_AND_JOBS_OF_LIBVIRT_ARE_NOT_NATIVE = noClasses()
            .that()
            .resideInAnyPackage("org.chainsmith.libvirt.event..", "org.chainsmith.libvirt.job..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.libvirt..", "com.sun.jna..", "org.chainsmith.libvirt.jna..");

    @ArchTest
    static final ArchRule PROCESSES_ARE_STARTED_IN_FEW_PLACES = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.chainsmith.qemuimg.process..", "org.chainsmith.app.demo..", "org.chainsmith.testkit.lab..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .callMethodWhere(target(owner(equivalentTo(Runtime.class))).and(target(name("exec"))));

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Dto|DTO)(\\$.*)?");

    @ArchTest
    static final ArchRule UUIDS_ARE_NOT_PARSED_LENIENTLY =
            noClasses().should().callMethod(UUID.class, "fromString", String.class);

    @ArchTest
    static final ArchRule CORE_IS_NOT_INJECTED = noClasses()
            .that()
            .resideInAPackage("org.chainsmith.core..")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("Inject")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("com.google.inject..");

    @ArchTest
    static final ArchRule NO_PACKAGES_ARE_ENTANGLED =
            slices().matching("org.chainsmith.app.(*)..").should().beFreeOfCycles();
}
