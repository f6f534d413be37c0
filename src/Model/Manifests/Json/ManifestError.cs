namespace OciReconciler.Model.Manifests.Json;

/// <summary>One thing that is wrong with a manifest.</summary>
/// <param name="File">The file, as it was named to us.</param>
/// <param name="Line">Line, from 1; 0: it is no fault of the file, which may be gone.</param>
/// <param name="Path">JSON path, such as <c>$.spec.ports[0]</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="IsWarning">True when the manifest is taken all the same.</param>
public sealed record ManifestError(string File, int Line, string Path, string Message, bool IsWarning = false)
{
    /// <summary>
    /// <c>FILE:LINE: PATH: MESSAGE</c>, the contract of the command line. What prints it escapes what a file's name may have in it.
    /// </summary>
    public override string ToString() => Line == 0 ? Message : $"{File}:{Line}: {Path}: {(IsWarning ? "warning: " : "")}{Message}";
}
