using OciReconciler.Model.Manifests;

namespace OciReconciler.Cli;

/// <summary><c>schema</c>.</summary>
internal static class SchemaCommand
{
    public static int Run()
    {
        TerminalWriter.Output.WriteJson(ManifestSchema.Generate());
        return ExitCodes.Fine;
    }
}
