namespace OciReconciler.UnitTests.Sources;

/// <summary>A directory of a test's own.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("oci-reconciler-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Write(string name, string content) => File.WriteAllText(this[name], content);

    public string Make(string name) => Directory.CreateDirectory(this[name]).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
