package dev.waybill.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Builds of Waybill with one promise broken on purpose: a method is rewritten in its class file,
 * which is put in front of the class path. A rewrite that finds nothing to rewrite fails, so that a
 * change of the code cannot make these harmless unnoticed.
 */
enum BrokenBuild {
  RETRIES_FORGOTTEN(
      Set.of("G1"),
      List.of(Rewrite.body("dev.waybill.lane.core.Housework", "retryDue", CodeBuilder::return_))),
  DUPLICATES_TAKEN(
      Set.of("G2", "G6"),
      List.of(
          Rewrite.body(
              "dev.waybill.lane.core.ItemFlow", "isDuplicate", code -> code.iconst_0().ireturn()))),
  ORDER_OFF(
      Set.of("G3"),
      List.of(
          Rewrite.body(
              "dev.waybill.lane.core.KeyChains",
              "acquire",
              code -> code.loadConstant(-1L).lreturn()),
          Rewrite.body(
              "dev.waybill.lane.core.KeyChains",
              "release",
              code -> code.getstatic(Rewrite.CHAINS, "NOBODY_NEXT", Rewrite.NEXT).areturn()))),
  PACE_OFF(
      Set.of("G4"),
      List.of(
          Rewrite.body(
              "dev.waybill.lane.core.Gcra", "allowedAt", code -> code.lconst_0().lreturn()),
          Rewrite.body(
              "dev.waybill.lane.execution.LanePacer",
              "reserve",
              code ->
                  code.aload(3)
                      .invokestatic(
                          Rewrite.OPTIONAL,
                          "of",
                          MethodTypeDesc.of(Rewrite.OPTIONAL, ConstantDescs.CD_Object))
                      .areturn()))),
  CAP_OFF(
      Set.of("G4"),
      List.of(
          Rewrite.body(
              "dev.waybill.lane.core.Limits",
              "maxInFlight",
              code -> code.sipush(1_000).ireturn()))),
  ONE_CALL_AT_A_TIME(
      Set.of("G5"),
      List.of(
          Rewrite.calls(
              "dev.waybill.lane.execution.Attempts$Reserved",
              "start",
              call -> call.name().equalsString("start") && call.type().equalsString("()V"),
              code ->
                  code.dup()
                      .invokevirtual(Rewrite.THREAD, "start", ConstantDescs.MTD_void)
                      .invokevirtual(Rewrite.THREAD, "join", ConstantDescs.MTD_void)))),
  STARTS_FORGOTTEN(
      Set.of("G6"),
      List.of(Rewrite.body("dev.waybill.lane.core.Attempts", "started", CodeBuilder::return_))),
  ANYBODYS_CONNECTION(
      Set.of("G7"),
      List.of(
          Rewrite.comparesNoIds("dev.waybill.worker.operations.Admissions", "admit"),
          Rewrite.comparesNoIds("dev.waybill.worker.operations.OperationLanes", "prepare"))),
  WRONG_REASON(
      Set.of("G8"),
      List.of(
          Rewrite.field(
              "dev.waybill.worker.operations.OperationEvents", "attempted", "RETRY", "PAUSED"))),
  LANES_SILENT(
      Set.of("G8"),
      List.of(Rewrite.body("dev.waybill.lane.host.LaneStatuses", "publish", CodeBuilder::return_)));

  private final Set<String> guarantees;
  private final List<Rewrite> rewrites;

  BrokenBuild(Set<String> guarantees, List<Rewrite> rewrites) {
    this.guarantees = guarantees;
    this.rewrites = rewrites;
  }

  /** The numbers of the guarantees that this build breaks, and no others. */
  Set<String> guarantees() {
    return guarantees;
  }

  /** Writes the broken classes of some builds; the folder goes before the class path. */
  static Path write(Collection<BrokenBuild> builds, Path folder) {
    return writeAll(builds.stream().flatMap(build -> build.rewrites.stream()).toList(), folder);
  }

  /** The same of a build that breaks no promise: it takes every request for a dead letter. */
  static Path writeOneThatReadsNoRequest(Path folder) {
    return writeAll(
        List.of(
            Rewrite.body(
                "dev.waybill.worker.operations.OperationLanes",
                "route",
                code -> code.aconst_null().athrow())),
        folder);
  }

  private static Path writeAll(List<Rewrite> rewrites, Path folder) {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    for (Rewrite rewrite : rewrites) {
      byte[] before = classes.computeIfAbsent(rewrite.owner(), BrokenBuild::original);
      classes.put(rewrite.owner(), rewrite.apply(before));
    }
    classes.forEach((name, bytes) -> {
      Path file = folder.resolve(name.replace('.', '/') + ".class");
      try {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    return folder;
  }

  private static byte[] original(String name) {
    String path = name.replace('.', '/') + ".class";
    try (InputStream in = BrokenBuild.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(name + " is no more; say anew how to break it");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is done to one method of one class. */
  private record Rewrite(String owner, String method, CodeChange change) {
    static final ClassDesc OPTIONAL = ClassDesc.of("java.util.Optional");
    static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
    static final ClassDesc CHAINS = ClassDesc.of("dev.waybill.lane.core.KeyChains");
    static final ClassDesc NEXT = CHAINS.nested("Next");

    /** Makes a change; counts how often there was something to change. */
    interface CodeChange {
      CodeTransform transform(AtomicInteger changed);
    }

    /** The whole body is replaced. */
    static Rewrite body(String owner, String method, Consumer<CodeBuilder> body) {
      return new Rewrite(
          owner,
          method,
          changed ->
              CodeTransform.ofStateful(() -> {
                boolean[] done = {false};
                return (code, element) -> {
                  if (!done[0]) {
                    done[0] = true;
                    changed.incrementAndGet();
                    body.accept(code);
                  }
                };
              }));
    }

    /** Some calls are replaced. */
    static Rewrite calls(
        String owner,
        String method,
        Predicate<InvokeInstruction> wanted,
        Consumer<CodeBuilder> instead) {
      return new Rewrite(
          owner,
          method,
          changed ->
              (code, element) -> {
                if (element instanceof InvokeInstruction call && wanted.test(call)) {
                  changed.incrementAndGet();
                  instead.accept(code);
                } else {
                  code.with(element);
                }
              });
    }

    /** All UUIDs are the same. */
    static Rewrite comparesNoIds(String owner, String method) {
      return calls(
          owner,
          method,
          call ->
              call.owner().asInternalName().equals("java/util/UUID")
                  && call.name().equalsString("equals"),
          code -> code.pop2().iconst_1());
    }

    /** One constant of an enum in place of another. */
    static Rewrite field(String owner, String method, String from, String to) {
      return new Rewrite(
          owner,
          method,
          changed ->
              (code, element) -> {
                if (element instanceof FieldInstruction field && field.name().equalsString(from)) {
                  changed.incrementAndGet();
                  code.getstatic(field.owner().asSymbol(), to, field.typeSymbol());
                } else {
                  code.with(element);
                }
              });
    }

    byte[] apply(byte[] bytes) {
      ClassFile classFile = ClassFile.of();
      ClassModel model = classFile.parse(bytes);
      AtomicInteger changed = new AtomicInteger();
      Predicate<MethodModel> wanted = one -> one.methodName().equalsString(method);
      byte[] broken =
          classFile.transformClass(
              model, ClassTransform.transformingMethodBodies(wanted, change.transform(changed)));
      if (changed.get() == 0) {
        throw new IllegalStateException(
            "nothing to rewrite in " + owner + "." + method + "; say anew how to break it");
      }
      return broken;
    }
  }
}
