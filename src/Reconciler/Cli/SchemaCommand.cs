using OciReconciler.Configuration;
using OciReconciler.Model.Manifests;
using OciReconciler.Terminal;

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
