using System.Runtime.Versioning;

// systemd is Linux: calls that other platforms lack need no check.
[assembly: SupportedOSPlatform("linux")]
