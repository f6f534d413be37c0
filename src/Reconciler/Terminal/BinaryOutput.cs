namespace OciReconciler.Terminal;

/// <summary>Standard output of commands whose reader is a program: bytes of a protocol, which no terminal sees.</summary>
internal static class BinaryOutput
{
    /// <summary>Opens it. Unbuffered.</summary>
#pragma warning disable RS0030 // What a terminal would act on is the content that is asked for.
    public static Stream Open() => Console.OpenStandardOutput();
#pragma warning restore RS0030
}
